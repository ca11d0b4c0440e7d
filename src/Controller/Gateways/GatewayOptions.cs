using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways;

/// <summary>How gateways are trusted and watched (section <c>Gateways</c>).</summary>
internal sealed class GatewayOptions
{
    public const string Section = "Gateways";

    /// <summary>Host names and IP addresses under which gateways reach the controller, beside localhost, 127.0.0.1 and ::1.</summary>
    public List<string> ServerNames { get; set; } = [];

    /// <summary>A gateway that was not heard for this long is offline.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00")]
    public TimeSpan OfflineAfter { get; set; } = TimeSpan.FromSeconds(15);
}

[OptionsValidator]
internal sealed partial class GatewayOptionsValidator : IValidateOptions<GatewayOptions>;
