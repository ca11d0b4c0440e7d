using CloudBroadcast.DeviceAgent.Amplifiers;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>Refuses, at start, lines that leave a zone without a sound output, or give it two.</summary>
internal sealed class LineRules(IOptions<AmplifierOptions> amplifier) : IValidateOptions<PlaybackOptions>
{
    public ValidateOptionsResult Validate(string? name, PlaybackOptions options)
    {
        if (options.Lines.Count == 0)
        {
            return ValidateOptionsResult.Success;
        }

        string[] problems = [.. Problems(options, amplifier.Value.Zones)];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(PlaybackOptions options, int wired)
    {
        var zones = options.Lines.SelectMany(line => line.Zones).ToList();
        foreach (var zone in zones.Where(zone => zone < 1 || zone > wired).Distinct())
        {
            yield return $"Playback:Lines: zone \"{zone}\" does not exist: Amplifier:Zones says that 1 to {wired} do.";
        }

        foreach (var zone in zones.GroupBy(zone => zone).Where(same => same.Count() > 1))
        {
            yield return $"Playback:Lines: zone \"{zone.Key}\" hangs on two lines: each zone hangs on one.";
        }

        foreach (var zone in Enumerable.Range(1, wired).Except(zones))
        {
            yield return $"Playback:Lines: zone \"{zone}\" hangs on no line, but Amplifier:Zones says that 1 to {wired} exist.";
        }

        foreach (var problem in options.Lines.SelectMany((line, index) => LineProblems(options, line, index)))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> LineProblems(PlaybackOptions options, LineOptions line, int index)
    {
        if (line.Zones.Count == 0)
        {
            yield return $"Playback:Lines:{index}:Zones is empty: a line has at least one zone.";
        }

        if (options.Sink == SinkKind.Wav)
        {
            yield break;
        }

        if (line.Device.Length == 0)
        {
            yield return $"Playback:Lines:{index}:Device is empty: each line needs a sound output of its own.";
        }
        else if (options.Lines.Take(index).Any(other => other.Device == line.Device))
        {
            yield return $"Playback:Lines:{index}:Device \"{line.Device}\" is another line's already: each line needs a sound output of its own.";
        }
    }
}
