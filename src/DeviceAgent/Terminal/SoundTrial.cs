using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Maintenance;
using CloudBroadcast.DeviceAgent.Playback;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Terminal;

/// <summary>Plays the chime through the sound output and the amplifier, for a technician who listens.</summary>
/// <param name="chime">Plays it.</param>
/// <param name="relays">Knows which zones there are.</param>
/// <param name="zones">The zones of this gateway.</param>
/// <param name="amplifier">How the amplifier is switched.</param>
/// <param name="playback">Which sound output it is.</param>
internal sealed class SoundTrial(
    ChimePlayer chime, RelayTrial relays, Func<IReadOnlyList<int>> zones, IOptions<AmplifierOptions> amplifier, IOptions<PlaybackOptions> playback)
{
    /// <summary>Plays it in one zone or, where none is named, in all; a broadcast comes first.</summary>
    public async Task<DoorAnswer> RunAsync(int? zone, CancellationToken cancellation)
    {
        if (zone is { } named && relays.ProblemOf(named) is { } unfit)
        {
            return new DoorAnswer { ExitCode = ExitCode.Unfit, Lines = [unfit] };
        }

        IReadOnlyList<int> chosen = zone is { } one ? [one] : [.. zones().Where(each => each <= amplifier.Value.Zones)];
        var output = playback.Value.Sink == SinkKind.Alsa ? $"ALSA {Devices(chosen)}" : $"{playback.Value.Sink}";
        var problem = await chime.PlayAsync(chosen.ToHashSet(), cancellation);
        return problem is null
            ? new DoorAnswer { ExitCode = ExitCode.Good, Lines = [$"the chime was played through {output} in {(chosen.Count == 1 ? "zone" : "zones")} {string.Join(", ", chosen)}: three rising notes were to be heard"] }
            : new DoorAnswer { ExitCode = ExitCode.Failed, Lines = [$"FAILED: {problem} (sound output: {output})"] };
    }

    private string Devices(IReadOnlyList<int> chosen)
    {
        var lines = new LineMap(playback.Value);
        var devices = lines.PartsOf(chosen).Select(part => $"'{lines.DeviceOf(part.Line)}'").ToList();
        return $"{(devices.Count == 1 ? "device" : "devices")} {string.Join(", ", devices)}";
    }
}
