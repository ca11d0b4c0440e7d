using CloudBroadcast.Controller.Gateways;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Hosting;

/// <summary>Refuses a request for a host name that is not ours: a page elsewhere could have made that name lead here (DNS rebinding).</summary>
internal sealed class HostGate(RequestDelegate next, IOptions<AddressOptions> addresses, IOptions<GatewayOptions> gateways, IProblemDetailsService problems)
{
    private readonly HashSet<string> _ours = new(
        addresses.Value.HttpEndPoints().Select(endPoint => endPoint.Address.ToString())
            .Concat(addresses.Value.AllowedHosts).Concat(gateways.Value.ServerNames).Append("localhost").Append("127.0.0.1").Append("::1"),
        StringComparer.OrdinalIgnoreCase);

    public async Task InvokeAsync(HttpContext context)
    {
        // HTTP/1.0 may leave the host out, browsers never do.
        var host = context.Request.Host.Host;
        if (_ours.Contains(host.Trim('[', ']')))
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        await problems.WriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = new ProblemDetails
            {
                Status = StatusCodes.Status400BadRequest,
                Detail = Refusal.Sentence("Host", host, $"the names in the setting {AddressOptions.Section}:{nameof(AddressOptions.AllowedHosts)}"),
            },
        });
    }
}
