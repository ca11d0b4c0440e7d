using System.Globalization;
using CloudBroadcast.DeviceAgent.Amplifiers;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Terminal;

/// <summary>Closes power and one zone for two seconds, as a broadcast would, and tells what was read back.</summary>
internal sealed class RelayTrial(Amplifier amplifier, IRelayBoard board, IOptions<AmplifierOptions> options, TimeProvider time)
{
    /// <summary>How long they stay closed.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(2);

    /// <summary>Why a zone can't be tried here, or null.</summary>
    public string? ProblemOf(int zone) => zone < 1 || zone > options.Value.Zones
        ? $"ZONE is '{zone}'; allowed: 1 to {options.Value.Zones} (Amplifier:Zones)"
        : null;

    /// <summary>Does it; a broadcast comes first.</summary>
    public async Task<DoorAnswer> RunAsync(int zone, CancellationToken cancellation)
    {
        if (ProblemOf(zone) is { } unfit)
        {
            return new DoorAnswer { ExitCode = ExitCode.Unfit, Lines = [unfit] };
        }

        if (board.State.Link == RelayLink.Absent)
        {
            return Failed("there is no relay board to test: Amplifier:Port is empty");
        }

        AmplifierState? closed = null;
        var problem = await amplifier.SoundAsync(
            new HashSet<int> { zone },
            async token =>
            {
                await Task.Delay(Length, time, token);
                closed = amplifier.State;
            },
            cancellation);
        var open = amplifier.State;
        return (problem ?? closed?.Fault ?? open.Fault) is { } wrong ? Failed(wrong) : Passed(zone, closed!, open);
    }

    private static DoorAnswer Failed(string problem) => new() { ExitCode = ExitCode.Failed, Lines = [$"FAILED: {problem}"] };

    private DoorAnswer Passed(int zone, AmplifierState closed, AmplifierState open)
    {
        var relays = options.Value.PowerRelay ? $"power and zone {zone}" : $"zone {zone}";
        var seconds = Length.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        return new DoorAnswer
        {
            ExitCode = ExitCode.Good,
            Lines =
            [
                $"{relays}: closed for {seconds} s and opened again (board {closed.Board}, firmware {closed.Firmware ?? "unknown"})",
                closed.ZonesRead is { } read && open.ZonesRead is { } after
                    ? $"CONFIRMED by read-back: closed {Read(closed.PowerRead, read)}, then {Read(open.PowerRead, after)}"
                    : "UNCONFIRMED: this board reads nothing back; listen for the click, or look at its lamps",
            ],
        };
    }

    private static string Read(bool? power, IReadOnlyList<int> zones)
    {
        var closed = zones.Select(zone => $"zone {zone}").Prepend(power == true ? "power" : null).OfType<string>().ToList();
        return closed.Count == 0 ? "all open" : string.Join(" + ", closed);
    }
}
