using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>The answer to an order: accepted, or why not.</summary>
internal readonly record struct PlaybackDecision(RefusalReason? Refusal)
{
    /// <summary>It will be carried out.</summary>
    public bool IsAccepted => Refusal is null;
}
