using Microsoft.Extensions.DependencyInjection;

namespace CloudBroadcast.DeviceAgent.Terminal;

/// <summary><c>cloudbroadcast-agent test-sound</c>.</summary>
internal static class TestSoundCommand
{
    /// <summary>The word on the command line.</summary>
    public const string Name = "test-sound";

    /// <summary>What may be typed.</summary>
    public static CommandForm Form { get; } = new("cloudbroadcast-agent test-sound [ZONE] [--config FILE]", MostPlaces: 1);

    /// <summary>Does it by the agent that runs, or in its place.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter says, CancellationToken cancellation)
    {
        var typed = CommandLine.Parse(arguments, Form);
        var zone = TestRelayCommand.ZoneOf(typed, Form);
        return await Bench.RunAsync(
            typed, zone is null ? Name : $"{Name} {zone}", says, services => services.GetRequiredService<SoundTrial>().RunAsync(zone, cancellation), cancellation);
    }
}
