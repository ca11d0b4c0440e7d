using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Hosting;

/// <summary>Turns a request that could not be read into a problem that names the field, the value and what is allowed.</summary>
internal sealed class RefusalHandler(IProblemDetailsService problems, IOptions<JsonOptions> json) : IExceptionHandler
{
    /// <summary>Bytes of a JSON body that are kept to quote from it.</summary>
    public const int KeptBytes = 256 * 1024;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException bad)
        {
            return false;
        }

        var (field, sentence) = bad.InnerException is JsonException error
            ? JsonRefusal.Explain(error, await BodyAsync(httpContext.Request, cancellationToken), RequestType(httpContext), json.Value.SerializerOptions)
            : ParameterRefusal.Explain(bad.Message);
        httpContext.Response.StatusCode = bad.StatusCode;
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = new HttpValidationProblemDetails(new Dictionary<string, string[]> { [field] = [sentence] })
            {
                Status = bad.StatusCode,
                Detail = sentence,
            },
        });
    }

    private static Type? RequestType(HttpContext context) =>
        context.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;

    private static async Task<JsonElement?> BodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Body.CanSeek)
        {
            return null;
        }

        try
        {
            request.Body.Position = 0;
            using var document = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellationToken);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // The first reader has said already what is wrong with the text.
            return null;
        }
    }
}
