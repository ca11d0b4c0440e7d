using System.Security.Cryptography.X509Certificates;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>
/// A controller that gives audio and packages to gateways whose certificate stands on its authority, from the byte they ask for,
/// breaks off when told so, and takes logs.
/// </summary>
internal sealed class FakeAudioServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private FakeAudioServer(WebApplication application) => _application = application;

    /// <summary>What it has, by name.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>From which byte each request asked.</summary>
    public List<long> Asked { get; } = [];

    /// <summary>The logs that gateways have sent, as they came.</summary>
    public List<byte[]> Logs { get; } = [];

    /// <summary>What it answers to logs.</summary>
    public int LogsStatus { get; set; } = 204;

    /// <summary>The line breaks after so many bytes of an answer.</summary>
    public int? BreaksAfter { get; set; }

    public int Port => new Uri(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;

    public static async Task<FakeAudioServer> StartAsync(FakeAuthority authority, X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (shown, _, _) => authority.Knows(shown);
        })));
        builder.Services.AddRoutingCore();
        var application = builder.Build();
        var server = new FakeAudioServer(application);
        application.UseRouting();
        application.MapGet(GatewayPaths.Audio + "/{sha}", (RequestDelegate)server.AnswerAsync);
        application.MapGet(GatewayPaths.Package + "/{sha}", (RequestDelegate)server.AnswerAsync);
        application.MapPost(GatewayPaths.Logs, (RequestDelegate)server.TakeLogsAsync);
        await application.StartAsync();
        return server;
    }

    public void Offer(byte[] audio) => Files[FakeStore.Item(audio).Sha256] = audio;

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task TakeLogsAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Logs.Add(body.ToArray());
        context.Response.StatusCode = LogsStatus;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var range = context.Request.GetTypedHeaders().Range?.Ranges.Single().From;
        Asked.Add(range ?? 0);
        if (!Files.TryGetValue((string)context.Request.RouteValues["sha"]!, out var audio))
        {
            context.Response.StatusCode = 404;
            return;
        }

        var rest = audio.AsMemory((int)(range ?? 0));
        context.Response.StatusCode = range is null ? 200 : 206;
        context.Response.ContentLength = rest.Length;
        if (range is { } from)
        {
            context.Response.GetTypedHeaders().ContentRange = new(from, audio.Length - 1, audio.Length);
        }

        var breaksAfter = BreaksAfter < rest.Length ? BreaksAfter : null;
        await context.Response.Body.WriteAsync(breaksAfter is { } bytes ? rest[..bytes] : rest);
        if (breaksAfter is not null)
        {
            await context.Response.Body.FlushAsync();
            context.Abort();
        }
    }
}
