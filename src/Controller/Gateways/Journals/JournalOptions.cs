using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways.Journals;

/// <summary>How the gateways' journals are taken and kept (section <c>Journals</c>).</summary>
internal sealed class JournalOptions
{
    public const string Section = "Journals";

    /// <summary>How long an entry is kept.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(400);

    /// <summary>Wall time of the town at which older ones are deleted.</summary>
    public TimeOnly SweepAt { get; set; } = new(3, 30);

    /// <summary>Entries taken of one gateway in a day: more than its disk holds, less than would fill the controller's.</summary>
    [Range(1_000, 100_000_000)]
    public int EntriesPerDay { get; set; } = 200_000;

    /// <summary>Breaks put on record for one gateway in a day; beyond it nothing of the gateway that does not follow is taken.</summary>
    [Range(1, 10_000)]
    public int BreaksPerDay { get; set; } = 20;

    /// <summary>How long a journal may bring nothing that can be taken before that becomes a break.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(10);
}

[OptionsValidator]
internal sealed partial class JournalOptionsValidator : IValidateOptions<JournalOptions>;
