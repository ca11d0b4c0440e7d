using System.Collections.Concurrent;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways;

/// <summary>The last state that a gateway signed, and when it came (controller time).</summary>
internal sealed record GatewaySeen(GatewayState State, DateTimeOffset HeardAt)
{
    /// <summary>Whether its session has ended since.</summary>
    public bool IsGone { get; init; }
}

/// <summary>Who is out there: the last word of each gateway since the controller started; safe to use from many threads.</summary>
internal sealed partial class GatewayPresence(
    GatewayKeys keys, IOptions<GatewayOptions> options, TimeProvider time, ILogger<GatewayPresence> log)
{
    private readonly ConcurrentDictionary<string, GatewaySeen> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _online = new(StringComparer.Ordinal);
    private readonly Lock _onlineLock = new();
    private long _refused;

    /// <summary>A gateway said something new, came or went; called with its id, on any thread.</summary>
    public event Action<string>? Changed;

    /// <summary>States that were refused since the controller started.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    public int OnlineCount => _seen.Keys.Count(IsOnline);

    /// <summary>The gateway's last word, or null when it has said nothing yet.</summary>
    public GatewaySeen? Find(string gatewayId) => _seen.GetValueOrDefault(gatewayId);

    /// <summary>Whether the gateway was heard within <see cref="GatewayOptions.OfflineAfter"/> and its session has not ended since.</summary>
    public bool IsOnline(string gatewayId) =>
        _seen.TryGetValue(gatewayId, out var seen) && !seen.IsGone && time.GetUtcNow() - seen.HeardAt < options.Value.OfflineAfter;

    /// <summary>Takes a state as it came from the gateway's topic.</summary>
    public void Take(string gatewayId, ReadOnlyMemory<byte> document)
    {
        if (ProblemOf(gatewayId, document, out var state) is { } problem)
        {
            Interlocked.Increment(ref _refused);
            LogRefused(gatewayId, problem);
            return;
        }

        _seen[gatewayId] = new GatewaySeen(state!, time.GetUtcNow());
        lock (_onlineLock)
        {
            _online.Add(gatewayId);
        }

        Changed?.Invoke(gatewayId);
    }

    /// <summary>The gateway's session has ended: it is offline until its next state, whatever its last one was.</summary>
    public void Leave(string gatewayId)
    {
        // A state that comes at the same moment is of a newer session: it stays.
        if (_seen.TryGetValue(gatewayId, out var seen) && !seen.IsGone && _seen.TryUpdate(gatewayId, seen with { IsGone = true }, seen))
        {
            NoticeSilence();
        }
    }

    /// <summary>Tells of those that have fallen silent since the last call.</summary>
    public void NoticeSilence()
    {
        List<string> gone;
        lock (_onlineLock)
        {
            gone = [.. _online.Where(gatewayId => !IsOnline(gatewayId))];
            _online.ExceptWith(gone);
        }

        foreach (var gatewayId in gone)
        {
            LogOffline(gatewayId);
            Changed?.Invoke(gatewayId);
        }
    }

    private string? ProblemOf(string gatewayId, ReadOnlyMemory<byte> document, out GatewayState? state)
    {
        state = null;
        if (!keys.TryOpen(DocumentKind.State, gatewayId, document, out var payload, out var refusal))
        {
            return refusal.ToString();
        }

        if (!WireJson.TryRead(payload.Span, out state, out var form))
        {
            return form;
        }

        return state switch
        {
            { Version: not WireVersion.Current } => $"its version is {state.Version}",
            _ when state.Gateway != gatewayId => $"it names \"{state.Gateway}\"",
            _ when IsOld(state) => $"its sequence {state.Sequence} is not newer",
            _ => null,
        };
    }

    // Within one run of the agent: its start is the only thing that may take the numbers back.
    private bool IsOld(GatewayState state) =>
        _seen.TryGetValue(state.Gateway, out var last) && last.State.StartedAt == state.StartedAt && state.Sequence <= last.State.Sequence;

    [LoggerMessage(LogLevel.Warning, "Refused a state from {GatewayId}: {Problem}.")]
    private partial void LogRefused(string gatewayId, string? problem);

    [LoggerMessage(LogLevel.Warning, "{GatewayId} is offline.")]
    private partial void LogOffline(string gatewayId);
}
