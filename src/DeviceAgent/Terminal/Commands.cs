using CloudBroadcast.DeviceAgent.Enrolment;
using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Settings;
using CloudBroadcast.DeviceAgent.Store;

namespace CloudBroadcast.DeviceAgent.Terminal;

/// <summary>The program from its arguments to its exit code.</summary>
internal static class Commands
{
    private const string Run = "run";

    private static readonly (string Name, CommandForm Form, string What)[] All =
    [
        (EnrolCommand.Name, EnrolmentArguments.Form, "makes this machine a gateway of a controller, with a code from its console"),
        (Run, Agent.Form, "plays what the controller has signed, until it is ended; the same without any command"),
        (StatusCommand.Name, StatusCommand.Form, "says whether the agent runs, what is wrong and what to do about it"),
        (TestRelayCommand.Name, TestRelayCommand.Form, "closes the amplifier's power and one zone for two seconds and reads them back"),
        (TestSoundCommand.Name, TestSoundCommand.Form, "plays a chime of three notes, in one zone or in all"),
        (JournalCommand.Name, JournalCommand.Form, "prints the record of what happened, and whether it is whole and signed"),
    ];

    /// <summary>Does what was typed.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        switch (arguments)
        {
            case ["--help" or "-h" or "help", ..]:
                return await SayAsync(Help());
            case ["--version", ..]:
                return await SayAsync(StateComposer.AgentVersion);
            case [var name, .., "--help" or "-h"] when All.FirstOrDefault(command => command.Name == name) is { Name: not null } asked:
                return await SayAsync(Help(asked));
            case [Run, .. var rest]:
                return await Agent.RunAsync(rest);
            case [] or [['-', ..], ..]:
                return await Agent.RunAsync(arguments);
            default:
                return await RunAsync(arguments[0], arguments[1..]);
        }
    }

    private static async Task<int> RunAsync(string name, string[] rest)
    {
        using var interrupt = new Interrupt();
        try
        {
            return name switch
            {
                EnrolCommand.Name => await EnrolCommand.RunAsync(rest, Console.Out, Console.Error, DiskAccess.Real),
                StatusCommand.Name => await StatusCommand.RunAsync(rest, Console.Out, TimeProvider.System),
                TestRelayCommand.Name => await TestRelayCommand.RunAsync(rest, Console.Out, interrupt.Token),
                TestSoundCommand.Name => await TestSoundCommand.RunAsync(rest, Console.Out, interrupt.Token),
                JournalCommand.Name => await JournalCommand.RunAsync(rest, Console.Out, TimeProvider.System, interrupt.Token),
                _ => throw new FormatException(NoCommand(name)),
            };
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Failed;
        }
        catch (Exception error) when (Complaint.IsUnfitness(error))
        {
            return await Complaint.SayAsync(error, Console.Error);
        }
    }

    private static string NoCommand(string name)
    {
        var names = All.Select(command => command.Name);
        return $"'{name}' is no command; the nearest is {Nearest.Of(name, names)}. Commands: {string.Join(", ", names)}, --help, --version.";
    }

    private static async Task<int> SayAsync(string text)
    {
        await Console.Out.WriteLineAsync(text);
        return ExitCode.Good;
    }

    private static string Help() =>
        $"""
        {string.Join(Environment.NewLine, All.Select(Help))}
        cloudbroadcast-agent --version
        cloudbroadcast-agent --help
            FILE is {AgentConfiguration.UsualFile} where none is given; --Section:Name=VALUE puts a value in the place of one in it.
            Exit codes: {ExitCode.Good} done, {ExitCode.Failed} a test failed or the machine did, {ExitCode.Unfit} bad input, {ExitCode.NotRunning} the agent does not run (status).
        """;

    private static string Help((string Name, CommandForm Form, string What) command) =>
        $"{command.Form.Usage}{Environment.NewLine}    {command.What}";
}
