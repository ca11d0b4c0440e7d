using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>What playback writes into the log.</summary>
internal static partial class PlaybackLog
{
    [LoggerMessage(LogLevel.Information, "Prepares '{title}' ({broadcastId}) for {startAt:O}")]
    public static partial void Begins(ILogger logger, string title, Guid broadcastId, DateTimeOffset startAt);

    [LoggerMessage(LogLevel.Information, "Broadcast {broadcastId} is over: {stage}. {detail}")]
    public static partial void Ended(ILogger logger, Guid broadcastId, PlaybackStage stage, string? detail);

    [LoggerMessage(LogLevel.Warning, "The sound output ({output}) fails and is tried again: {fault}")]
    public static partial void SoundFails(ILogger logger, string output, string fault);

    [LoggerMessage(LogLevel.Information, "Playout runs without real-time scheduling: {reason}")]
    public static partial void NotRealTime(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "Playout did not end while the host waited")]
    public static partial void StillPlaying(ILogger logger);

    [LoggerMessage(LogLevel.Warning, "The copy of the sound ends: {fault}")]
    public static partial void CopyFails(ILogger logger, string fault);
}
