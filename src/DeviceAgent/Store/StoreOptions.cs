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

    /// <summary>What all audio may take, in bytes.</summary>
    [Range(1024 * 1024, long.MaxValue)]
    public long MaxBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>What is held back on the disk, in bytes, and given up when the disk is full: the ledger goes on then.</summary>
    [Range(1024 * 1024, 1024 * 1024 * 1024)]
    public long ReserveBytes { get; set; } = 16 * 1024 * 1024;
}

/// <summary>Checks <see cref="StoreOptions"/> by their attributes.</summary>
[OptionsValidator]
internal sealed partial class StoreOptionsValidator : IValidateOptions<StoreOptions>;
