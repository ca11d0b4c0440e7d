using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Library.Columns;

/// <summary>Fetches feeds and their audio, with limits on bytes and time.</summary>
internal sealed class FeedClient(IHttpClientFactory clients, IOptions<ColumnOptions> options, IOptions<LibraryOptions> library, TimeProvider time)
{
    /// <summary>The feed and its tag; null when it is the one of <paramref name="tag"/> still.</summary>
    /// <exception cref="HttpRequestException">It can't be had.</exception>
    /// <exception cref="TimeoutException">It takes too long.</exception>
    public Task<(byte[] Feed, string? Tag)?> FeedAsync(Uri address, string? tag, CancellationToken cancellationToken) => InTimeAsync<(byte[], string?)?>(
        async until =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (tag is not null && EntityTagHeaderValue.TryParse(tag, out var known))
            {
                request.Headers.IfNoneMatch.Add(known);
            }

            using var answer = await clients.CreateClient(FeedDoor.Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, until);
            if (answer.StatusCode is HttpStatusCode.NotModified)
            {
                return null;
            }

            answer.EnsureSuccessStatusCode();
            using var feed = new MemoryStream();
            await CopyAsync(answer, feed, FeedReader.MaxBytes, until);
            return (feed.ToArray(), answer.Headers.ETag?.ToString());
        },
        cancellationToken);

    /// <summary>Fetches audio into a file.</summary>
    /// <exception cref="HttpRequestException">It can't be had, or is larger than an upload may be.</exception>
    /// <exception cref="TimeoutException">It takes too long.</exception>
    public Task AudioAsync(Uri address, string path, CancellationToken cancellationToken) => InTimeAsync(
        async until =>
        {
            using var answer = await clients.CreateClient(FeedDoor.Client).GetAsync(address, HttpCompletionOption.ResponseHeadersRead, until);
            answer.EnsureSuccessStatusCode();
            await using var file = File.Create(path);
            await CopyAsync(answer, file, library.Value.MaxUploadBytes, until);
            return true;
        },
        cancellationToken);

    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> fetch, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.FeedTimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await fetch(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No whole answer within {options.Value.FeedTimeLimit}.");
        }
    }

    private static async Task CopyAsync(HttpResponseMessage answer, Stream into, long most, CancellationToken cancellationToken)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[81920];
        int got;
        while ((got = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (into.Position + got > most)
            {
                throw new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded, $"The answer is larger than {most} bytes.");
            }

            await into.WriteAsync(buffer.AsMemory(0, got), cancellationToken);
        }
    }
}
