using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>Where the gateway keeps what must survive a power cut.</summary>
internal sealed class StoreOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Store";

    /// <summary>A folder of its own on a disk that stays; made when it is missing.</summary>
    [Required]
    public string Folder { get; set; } = "/var/lib/cloudbroadcast-agent";
}

/// <summary>Checks <see cref="StoreOptions"/> by their attributes.</summary>
[OptionsValidator]
internal sealed partial class StoreOptionsValidator : IValidateOptions<StoreOptions>;
