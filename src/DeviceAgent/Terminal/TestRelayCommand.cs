using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBroadcast.DeviceAgent.Terminal;

/// <summary><c>cloudbroadcast-agent test-relay ZONE</c>.</summary>
internal static class TestRelayCommand
{
    /// <summary>The word on the command line.</summary>
    public const string Name = "test-relay";

    /// <summary>What may be typed.</summary>
    public static CommandForm Form { get; } = new("cloudbroadcast-agent test-relay ZONE [--config FILE]", MostPlaces: 1);

    /// <summary>Does it by the agent that runs, or in its place.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter says, CancellationToken cancellation)
    {
        var typed = CommandLine.Parse(arguments, Form);
        var zone = ZoneOf(typed, Form) ?? throw new FormatException($"ZONE is missing; use: {Form.Usage}");
        return await Bench.RunAsync(
            typed, $"{Name} {zone}", says, services => services.GetRequiredService<RelayTrial>().RunAsync(zone, cancellation), cancellation);
    }

    /// <summary>The zone that was typed, or null.</summary>
    /// <exception cref="FormatException">It is no number.</exception>
    public static int? ZoneOf(CommandLine typed, CommandForm form) =>
        typed.Places.Count == 0 ? null
        : int.TryParse(typed.Places[0], NumberStyles.None, CultureInfo.InvariantCulture, out var zone) ? zone
        : throw new FormatException($"ZONE is '{typed.Places[0]}'; give the zone's number; use: {form.Usage}");
}
