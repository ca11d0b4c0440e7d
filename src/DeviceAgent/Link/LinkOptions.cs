using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>Where the files of this gateway's identity are; who it is and whom it believes stands in them.</summary>
internal sealed class LinkOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Link";

    /// <summary>
    /// Folder with <c>ca.crt</c>, <c>gateway.crt</c>, <c>gateway.key</c> (mode 0600), <c>configuration.cose</c> and
    /// <c>controller.json</c>, as enrolment writes them.
    /// </summary>
    [Required]
    public string Folder { get; set; } = "/etc/cloudbroadcast-agent";

    /// <summary>Host name or address of the controller's broker in the place of the one that enrolled it; its certificate must name it.</summary>
    public string? Controller { get; set; }

    /// <summary>The broker's TLS port in the place of the one that enrolment told.</summary>
    [Range(1, 65535)]
    public int? Port { get; set; }

    /// <summary>The controller's HTTPS port in the place of the one that enrolment spoke to.</summary>
    [Range(1, 65535)]
    public int? HttpsPort { get; set; }
}

/// <summary>Checks <see cref="LinkOptions"/> by their attributes.</summary>
[OptionsValidator]
internal sealed partial class LinkOptionsValidator : IValidateOptions<LinkOptions>;
