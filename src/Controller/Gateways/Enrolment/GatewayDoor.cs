using System.Globalization;
using System.Net;
using CloudBroadcast.Controller.Gateways.Supplies;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Protocol;
using Microsoft.AspNetCore.Http.Features;

namespace CloudBroadcast.Controller.Gateways.Enrolment;

/// <summary>Marks a connection that came in by the gateways' HTTPS port.</summary>
internal sealed record GatewayConnection;

/// <summary>
/// What the gateways' HTTPS port answers, before anything else of the host sees the request: the paths of
/// docs/wire/enrolment.md and docs/wire/gateway-https.md, and nothing of console and API.
/// </summary>
internal sealed class GatewayDoor(
    EnrolmentDesk desk, EnrolmentAllowance allowance, SupplyDoor supplies, TownCertificateAuthority authority, Listening listening) : IStartupFilter
{
    /// <summary>A request has some hundred bytes.</summary>
    private const int MaxBytes = 16 * 1024;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(rest => context => context.Features.Get<GatewayConnection>() is null ? rest(context) : AnswerAsync(context));
        next(app);
    };

    private Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return (context.Request.Method, context.Request.Path.Value) switch
        {
            ("GET", GatewayPaths.Authority) => AuthorityAsync(context),
            ("POST", GatewayPaths.Enrolment) => EnrolAsync(context),
            _ => SupplyAsync(context),
        };
    }

    private async Task SupplyAsync(HttpContext context)
    {
        if (!await supplies.AnswerAsync(context))
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, "There is nothing here.");
        }
    }

    private Task AuthorityAsync(HttpContext context)
    {
        context.Response.ContentType = "application/x-pem-file";
        return context.Response.WriteAsync(authority.RootPem, context.RequestAborted);
    }

    private async Task EnrolAsync(HttpContext context)
    {
        var address = AddressOf(context.Connection.RemoteIpAddress);
        if (allowance.Take(address, out var wait) is not { } one)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await RefuseAsync(context, StatusCodes.Status429TooManyRequests, "Too many codes were tried. Wait as long as Retry-After says.");
            return;
        }

        if (await ReadAsync(context) is not { } request)
        {
            return;
        }

        if (!CertificateSigningRequest.TryRead(request.CertificateRequest, out var certificateRequest, out var problem))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, problem);
            return;
        }

        if (await desk.EnrolAsync(request.Secret, certificateRequest, address, listening.Mqtt.Port, context.RequestAborted) is not { } answer)
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "This code is not good. A code can be used once, within its time; ask for a new one.");
            return;
        }

        allowance.Return(one);
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(WireJson.Write(answer), context.RequestAborted);
    }

    private static async Task<EnrolmentRequest?> ReadAsync(HttpContext context)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = MaxBytes;
        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        }
        catch (BadHttpRequestException tooMuch)
        {
            await RefuseAsync(context, tooMuch.StatusCode, $"The body can't be taken. Allowed: at most {MaxBytes} bytes.");
            return null;
        }

        var problem = WireJson.TryRead<EnrolmentRequest>(body.GetBuffer().AsSpan(0, (int)body.Length), out var request, out var form)
            ? request.Version == WireVersion.Current ? null : $"version is \"{request.Version}\". Allowed: {WireVersion.Current}."
            : form;
        if (problem is not null)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, problem);
        }

        return problem is null ? request : null;
    }

    // One household has a whole /64 of IPv6 addresses.
    private static string AddressOf(IPAddress? address)
    {
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address ?? IPAddress.None;
        return plain.GetAddressBytes() is { Length: 16 } bytes && !IPAddress.IsLoopback(plain)
            ? new IPAddress([.. bytes[..8], .. new byte[8]]) + "/64"
            : plain.ToString();
    }

    private static Task RefuseAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new { status, detail }, options: null, contentType: "application/problem+json", cancellationToken: context.RequestAborted);
    }
}
