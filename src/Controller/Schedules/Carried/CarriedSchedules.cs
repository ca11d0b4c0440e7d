using System.Collections.Concurrent;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Schedules.Carried;

/// <summary>Knows what each gateway was sent last, and makes a newer schedule when another one follows. Safe to ask from many threads; one of them makes.</summary>
internal sealed partial class CarriedSchedules(
    SigningKeys keys, GatewayPresence presence, TimeProvider time, ILogger<CarriedSchedules> log)
{
    /// <summary>An unchanged schedule is made anew at this age, so that it never comes near its end on a line that works.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromHours(12);

    private readonly ConcurrentDictionary<string, Sent> _sent = new(StringComparer.Ordinal);

    private sealed record Sent(GatewaySchedule Schedule, byte[] Document, string KeyId, IReadOnlyList<CarriedStart> Starts, DateTimeOffset At);

    /// <summary>The document to send now, or null when the gateway has been sent the same.</summary>
    /// <param name="gatewayId">Whose.</param>
    /// <param name="plan">What stands now.</param>
    /// <param name="always">Also when nothing has changed: it has just connected, or says that it holds another one.</param>
    public byte[]? Next(string gatewayId, CarriedPlan plan, bool always)
    {
        var now = time.GetUtcNow();
        var key = keys.For(OrderClass.Ordinary);
        var starts = plan.StartsOf(gatewayId, now, now + CarriedDocument.Reach);
        var last = _sent.GetValueOrDefault(gatewayId);
        if (last is not null && last.KeyId == key.KeyId && !IsOld(last, now) && !Differs(last, starts, now) && !IsOvertaken(gatewayId, last))
        {
            _sent[gatewayId] = always ? last with { At = now } : last;
            return always ? last.Document : null;
        }

        return Make(gatewayId, starts, key, now);
    }

    /// <summary>Whether a gateway says that it holds another one than it was sent, and has had the time to take that.</summary>
    public bool IsUnsettled(string gatewayId, TimeSpan patience) =>
        presence.Find(gatewayId) is { State: { Time: not null } state, HeardAt: var heardAt }
        && (!_sent.TryGetValue(gatewayId, out var last) || (state.Schedule?.Revision != last.Schedule.Revision && heardAt - last.At >= patience));

    private byte[]? Make(string gatewayId, IReadOnlyList<CarriedStart> starts, SigningKey key, DateTimeOffset now)
    {
        // Whole milliseconds: what the wire can say.
        var issuedAt = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        var revision = Math.Max(issuedAt.ToUnixTimeMilliseconds(), Math.Max(_sent.GetValueOrDefault(gatewayId)?.Schedule.Revision ?? 0, Held(gatewayId)) + 1);
        if (CarriedDocument.Compose(gatewayId, revision, issuedAt, starts) is not { } schedule)
        {
            LogTooMuch(gatewayId);
            return null;
        }

        var document = ScheduleCodec.Sign(schedule, key);
        _sent[gatewayId] = new Sent(schedule, document, key.KeyId, starts, now);
        LogMade(gatewayId, schedule.Revision, schedule.Plays.Count, schedule.Until);
        return document;
    }

    private long Held(string gatewayId) => presence.Find(gatewayId)?.State.Schedule?.Revision ?? 0;

    // Signed by a controller whose clock ran ahead, or whose memory this one does not have: with a lower number ours would be refused.
    private bool IsOvertaken(string gatewayId, Sent last) => Held(gatewayId) > last.Schedule.Revision;

    private static bool IsOld(Sent last, DateTimeOffset now) => now - last.Schedule.IssuedAt > Renewal || now < last.Schedule.IssuedAt;

    // Only of the time that the last one speaks of: what has passed and what has come into reach since then is no change.
    private static bool Differs(Sent last, IReadOnlyList<CarriedStart> starts, DateTimeOffset now) =>
        !Within(last.Starts, now, last.Schedule.Until).SequenceEqual(Within(starts, now, last.Schedule.Until), StringComparer.Ordinal);

    private static IEnumerable<string> Within(IReadOnlyList<CarriedStart> starts, DateTimeOffset from, DateTimeOffset to) =>
        starts.Where(start => start.StartAt >= from && start.StartAt < to).Select(start => start.Fingerprint);

    [LoggerMessage(LogLevel.Information, "Schedule {Revision} of {GatewayId} is signed: {Plays} plays until {Until}.")]
    private partial void LogMade(string gatewayId, long revision, int plays, DateTimeOffset until);

    [LoggerMessage(LogLevel.Error, "So much is planned for {GatewayId} that not even an hour of it fits into a schedule: it keeps the one it has.")]
    private partial void LogTooMuch(string gatewayId);
}
