using System.Globalization;
using System.Text.Json;
using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.DeviceAgent.Updates;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Terminal;

/// <summary>Does what is asked at the door of the running agent. Safe to use from many threads.</summary>
internal sealed class DoorDesk(
    StateComposer composer, ControllerLink link, RelayTrial relays, SoundTrial sound, JournalFeed journal, ProgramFolder? program)
{
    /// <summary>Answers one line: a command and, where it takes one, a zone.</summary>
    public async Task<DoorAnswer> AnswerAsync(string line, CancellationToken cancellation)
    {
        var (word, zone) = line.Split(' ') is [var command, var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var read)
            ? (command, (int?)read)
            : (line, null);
        return (word, zone) switch
        {
            (StatusCommand.Name, null) => Status(),
            (TestRelayCommand.Name, { } one) => Note(line, await relays.RunAsync(one, cancellation)),
            (TestSoundCommand.Name, _) => Note(line, await sound.RunAsync(zone, cancellation)),
            _ => new DoorAnswer { ExitCode = ExitCode.Unfit, Lines = [$"the agent that runs does not know '{line}'; it may be of another version than this command"] },
        };
    }

    // What was heard or switched on the spot stands in the record as what the controller asked for does.
    private DoorAnswer Note(string line, DoorAnswer answer)
    {
        journal.Post(new JournalNote(JournalKind.Maintenance) { Detail = $"{line} at the gateway: {answer.Lines[^1]}" });
        return answer;
    }

    private DoorAnswer Status()
    {
        using var state = JsonDocument.Parse(WireJson.Write(composer.Look()));
        return new DoorAnswer
        {
            ExitCode = ExitCode.Good,
            Connected = link.IsConnected,
            OnTrial = program?.IsOnTrial,
            State = state.RootElement.Clone(),
        };
    }
}
