using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Console.Language;
using CloudBroadcast.Controller.Console.Parts;

namespace CloudBroadcast.Controller.Console.Alerts;

/// <summary>How one village stands with the present round of an alert.</summary>
/// <param name="Village">Whose.</param>
/// <param name="Look">In one word.</param>
/// <param name="Why">What is said of it; empty for nothing.</param>
/// <param name="Received">Seconds from the order to the gateway's first word; null while there is none.</param>
/// <param name="Power">Seconds to the amplifier, as it was read back where it is.</param>
/// <param name="Sounded">Seconds to the first sample.</param>
/// <param name="IsWhole">Whether it was said to its end.</param>
/// <param name="Rank">The worst first.</param>
internal sealed record AlertAck(Area Village, Look Look, string Why, double? Received, double? Power, double? Sounded, bool IsWhole, int Rank)
{
    private static readonly Spoken T = new(typeof(AlertWords));

    /// <summary>Whoever has said nothing for so long is called deaf.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public bool Sounds => Sounded is not null;

    /// <summary>Pure: what the record of a round says of a village.</summary>
    public static AlertAck Of(Area village, Playback playback, Broadcast round, DateTimeOffset now)
    {
        var (look, rank) = LookOf(playback, round, now);
        return new AlertAck(
            village, look, playback.Reason ?? "", Since(playback.ReceivedAt), Since(playback.Evidence?.PowerOnAt), Since(playback.Evidence?.FirstSampleAt),
            playback.State is PlaybackState.Played, rank);

        double? Since(DateTimeOffset? at) => at is { } instant ? Math.Max(0, (instant - round.CreatedAt).TotalSeconds) : null;
    }

    private static (Look Look, int Rank) LookOf(Playback playback, Broadcast round, DateTimeOffset now) => playback.State switch
    {
        PlaybackState.Refused or PlaybackState.Failed or PlaybackState.Missed or PlaybackState.NoAnswer => (Look.Fault.Saying(T["没有响"]), 0),
        PlaybackState.Expected when now - round.CreatedAt >= Patience => (Look.Fault.Saying(T["没收到"]), 0),
        PlaybackState.Partly => (Look.Warn.Saying(T["响得不全"]), 1),
        PlaybackState.Interrupted => (Look.Warn.Saying(T["停了"]), 1),
        PlaybackState.Suspended => (Look.Warn.Saying(T["被打断"]), 1),
        PlaybackState.Expected => (Look.Warm.Saying(T["送出了"]), 2),
        PlaybackState.Received => (Look.Warm.Saying(T["收到了"]), 2),
        PlaybackState.Sounding => (Look.On.Saying(T["在响"]), 3),
        _ => (Look.Done.Saying(T["响完了"]), 4),
    };
}
