using System.ComponentModel.DataAnnotations;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>Who this gateway is, where it stands, and where its controller is.</summary>
internal sealed class LinkOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Link";

    /// <summary>Host name or address of the controller's broker; its certificate must name it.</summary>
    [Required]
    public string Controller { get; set; } = "";

    /// <summary>The broker's TLS port.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 8883;

    /// <summary>The gateway's id; its certificate names it too.</summary>
    [WireWord(WireWordKind.GatewayId)]
    public string GatewayId { get; set; } = "";

    /// <summary>Division code of the village where it stands.</summary>
    [WireWord(WireWordKind.AreaCode)]
    public string AreaCode { get; set; } = "";

    /// <summary>The zones that are fitted.</summary>
    [FittedZones]
    public IReadOnlyList<int> Zones { get; set; } = [];

    /// <summary>Folder with <c>ca.crt</c>, <c>gateway.crt</c>, <c>gateway.key</c> (mode 0600) and <c>controller.pub</c>.</summary>
    [Required]
    public string Folder { get; set; } = "/etc/cloudbroadcast-agent";
}

/// <summary>Checks <see cref="LinkOptions"/> by their attributes.</summary>
[OptionsValidator]
internal sealed partial class LinkOptionsValidator : IValidateOptions<LinkOptions>;

/// <summary>The words that a <see cref="WireWordAttribute"/> can demand.</summary>
internal enum WireWordKind
{
    /// <summary>An id of a gateway.</summary>
    GatewayId,

    /// <summary>A division code.</summary>
    AreaCode,
}

/// <summary>A value that will stand in a topic.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WireWordAttribute(WireWordKind kind) : ValidationAttribute
{
    public WireWordKind Kind => kind;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var text = value as string;
        var (good, allowed) = kind == WireWordKind.GatewayId
            ? (Topics.IsGatewayId(text), "2 to 63 of a-z, 0-9 and hyphen, no hyphen first")
            : (Topics.IsAreaCode(text), "12 digits, or 14 for a commune");
        return good ? ValidationResult.Success : new ValidationResult($"{validationContext.DisplayName} is '{text}'; allowed: {allowed}.");
    }
}

/// <summary>One to eight different zones, each 1 to 8.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FittedZonesAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var zones = value as IReadOnlyList<int> ?? [];
        return zones.Count > 0 && zones.All(zone => zone is >= 1 and <= 8) && zones.Distinct().Count() == zones.Count
            ? ValidationResult.Success
            : new ValidationResult($"{validationContext.DisplayName} is '{string.Join(',', zones)}'; allowed: different numbers from 1 to 8, at least one.");
    }
}
