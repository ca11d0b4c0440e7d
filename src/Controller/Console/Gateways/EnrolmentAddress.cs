using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Console.Gateways;

/// <summary>What a technician types at a gateway.</summary>
internal sealed class EnrolmentAddress(Listening listening, IOptions<GatewayOptions> options)
{
    /// <summary>The line with the address under which gateways reach this controller.</summary>
    public string CommandFor(EnrolmentCode code) =>
        $"cloudbroadcast-agent enroll https://{options.Value.ServerNames.FirstOrDefault() ?? "localhost"}:{listening.GatewayHttps.Port} {code}";
}
