using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>How broadcasts are announced, streamed and closed.</summary>
internal sealed class BroadcastOptions
{
    /// <summary>The name under which this controller numbers its orders; never reuse one with an older database.</summary>
    [Required]
    [StringLength(64, MinimumLength = 1)]
    public string Issuer { get; set; } = "dongzhai";

    /// <summary>How long after "now" a broadcast starts that names no start: time for order, amplifier and first audio.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:01:00")]
    public TimeSpan PlayNowLead { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long before its start an order goes out.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan AnnounceLead { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How far in the future a broadcast may be asked for.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "31.00:00:00")]
    public TimeSpan FarthestStart { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a gateway gets between order and first bundle to subscribe to the stream.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan SubscribeTime { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How far ahead of its time a bundle leaves at most.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:08")]
    public TimeSpan RunAhead { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>How many times faster than real time bundles leave while they catch up: a thin line must not choke.</summary>
    [Range(1.5, 100)]
    public double CatchUpSpeed { get; set; } = 4;

    /// <summary>An order stays valid this long after the planned end.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan OrderTail { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gateways that have said nothing this long after the planned end did not answer.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan AnswerTime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Id of a gateway beside the editors' desk that no village hears. What is started by hand for it alone needs no review;
    /// empty for none.
    /// </summary>
    [StringLength(63)]
    public string TestGateway { get; set; } = "";

    /// <summary>How long an emergency waits for an operator's approval.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan ApprovalTime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long after it was composed an emergency starts that an operator has to sign: the time to sign and to announce.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:01:00")]
    public TimeSpan ApprovalLead { get; set; } = TimeSpan.FromSeconds(10);
}

[OptionsValidator]
internal sealed partial class BroadcastOptionsValidator : IValidateOptions<BroadcastOptions>;
