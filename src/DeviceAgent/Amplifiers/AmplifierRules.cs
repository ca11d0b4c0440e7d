using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>Refuses, at start, what the kind of relay board can't do or must not do without the operator's word.</summary>
internal sealed class AmplifierRules : IValidateOptions<AmplifierOptions>
{
    /// <summary>"I know that the amplifier may stay on for ever after the program has stopped."</summary>
    public const string Consent = "我知道程序停止后功放可能一直开着";

    public ValidateOptionsResult Validate(string? name, AmplifierOptions options)
    {
        if (options.Port.Length == 0)
        {
            return ValidateOptionsResult.Success;
        }

        var kind = BoardKind.Of(options.Board);
        var problems = new List<string>();
        if (options.PowerRelay && !kind.HasTimeout && options.PowerWithoutTimeout != Consent)
        {
            problems.Add($"Amplifier:Board '{kind.Name}' has no time-out of its own and must not switch the amplifier's power: "
                + $"set PowerRelay to false, use our bridge, or set PowerWithoutTimeout to \"{Consent}\".");
        }

        var used = options.Zones + (options.PowerRelay ? 1 : 0);
        if (used > kind.MostChannels)
        {
            problems.Add($"Amplifier:Board '{kind.Name}' has {kind.MostChannels} relays at most, but {used} are asked for by Zones and PowerRelay.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
