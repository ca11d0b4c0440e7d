using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace CloudBroadcast.Controller.Gateways.Supplies;

/// <summary>What an enrolled gateway fetches and sends over HTTPS: docs/wire/gateway-https.md.</summary>
internal sealed class SupplyDoor(
    IDbContextFactory<TownDbContext> databases, AudioFiles audio, PackageShelf packages, GatewayLogs logs, PacedCopy copy)
{
    private const string AudioRoot = GatewayPaths.Audio + "/";
    private const string PackageRoot = GatewayPaths.Package + "/";

    /// <summary>Answers; false when the path is none of these.</summary>
    public async Task<bool> AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        Func<string, Task>? answer = context.Request.Method switch
        {
            "GET" when path.StartsWith(AudioRoot, StringComparison.Ordinal) => _ => FileAsync(context, path[AudioRoot.Length..], FindAudio, OggOpus.ContentType),
            "GET" when path.StartsWith(PackageRoot, StringComparison.Ordinal) => _ => FileAsync(context, path[PackageRoot.Length..], packages.Find, "application/octet-stream"),
            "POST" when path == GatewayPaths.Logs => gatewayId => LogsAsync(context, gatewayId),
            _ => null,
        };
        if (answer is null)
        {
            return false;
        }

        await (await WhoAsync(context) is { } gateway
            ? answer(gateway)
            : RefuseAsync(context, StatusCodes.Status403Forbidden, "This needs the certificate of a gateway that counts. Enrol first."));
        return true;
    }

    // The handshake has seen that the town's authority issued it; here it must be the last one that the gateway got.
    private async Task<string?> WhoAsync(HttpContext context)
    {
        if (context.Connection.ClientCertificate is not { } certificate)
        {
            return null;
        }

        var name = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        await using var database = await databases.CreateDbContextAsync(context.RequestAborted);
        var gateway = await database.Gateways.AsNoTracking().SingleOrDefaultAsync(known => known.Id == name, context.RequestAborted);
        return gateway?.PublicKey is { } key && certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key) ? gateway.Id : null;
    }

    private string? FindAudio(string sha256) => audio.PathOf(sha256) is var path && File.Exists(path) ? path : null;

    private async Task FileAsync(HttpContext context, string sha256, Func<string, string?> find, string contentType)
    {
        if (!AudioFiles.IsContentHash(sha256))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, $"\"{(sha256.Length > 80 ? sha256[..80] + "…" : sha256)}\" is no SHA-256. Allowed: 64 lower-case hex digits.");
            return;
        }

        if (find(sha256) is not { } path)
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, $"There is no file \"{sha256}\".");
            return;
        }

        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        if (!await BeginAsync(context, file))
        {
            return;
        }

        context.Response.ContentType = contentType;
        context.Response.ContentLength = file.Length - file.Position;
        await copy.SendAsync(file, context.Response.Body, context.RequestAborted);
    }

    // Of ranges the one that goes on where a fetch broke off; what is not that is answered whole, as RFC 9110, section 14.2, allows.
    private static async Task<bool> BeginAsync(HttpContext context, FileStream file)
    {
        context.Response.Headers.AcceptRanges = "bytes";
        if (!RangeHeaderValue.TryParse(context.Request.Headers.Range.ToString(), out var range)
            || range is not { Unit.Value: "bytes", Ranges: { Count: 1 } ranges } || ranges.Single() is not { From: { } from, To: null })
        {
            return true;
        }

        if (from >= file.Length)
        {
            context.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{file.Length}");
            await RefuseAsync(context, StatusCodes.Status416RangeNotSatisfiable, $"The file has {file.Length} bytes.");
            return false;
        }

        file.Position = from;
        context.Response.StatusCode = StatusCodes.Status206PartialContent;
        context.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{file.Length - 1}/{file.Length}");
        return true;
    }

    private async Task LogsAsync(HttpContext context, string gatewayId)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = GatewayLogs.MaxBytes;
        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        }
        catch (BadHttpRequestException tooMuch)
        {
            await RefuseAsync(context, tooMuch.StatusCode, $"The logs can't be taken. Allowed: at most {GatewayLogs.MaxBytes} bytes.");
            return;
        }

        // RFC 1952, section 2.3.1.
        if (body.Length < 2 || body.GetBuffer() is not [0x1f, 0x8b, ..])
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "The body is no gzip.");
            return;
        }

        await logs.TakeAsync(gatewayId, body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task RefuseAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new { status, detail }, options: null, contentType: "application/problem+json", cancellationToken: context.RequestAborted);
    }
}
