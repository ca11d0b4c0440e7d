namespace CloudBroadcast.Protocol;

/// <summary>The sentence for people that reports, states and journal entries carry (docs/wire/mqtt.md).</summary>
public static class Detail
{
    /// <summary>Characters at most.</summary>
    public const int Longest = 200;

    /// <summary>The text, cut where it is too long.</summary>
    public static string? Cut(string? text) => text is { Length: > Longest } ? text[..Longest] : text;
}
