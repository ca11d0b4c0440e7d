using System.ComponentModel.DataAnnotations;
using CloudBroadcast.DeviceAgent.Settings;
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

    /// <summary>How much the journal may take on the disk, in bytes; what the controller has goes first when there is more.</summary>
    [Range(4L << 20, 16L << 30)]
    public long JournalMaxBytes { get; set; } = 64L << 20;

    /// <summary>How long an entry that the controller has is kept.</summary>
    [TimeRange("1.00:00:00", "3650.00:00:00")]
    public TimeSpan JournalKeep { get; set; } = TimeSpan.FromDays(400);
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
