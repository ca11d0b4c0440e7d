namespace CloudBroadcast.Operator;

/// <summary>What the tool tells whoever started it.</summary>
internal static class ExitCode
{
    /// <summary>Done, or nothing was waiting.</summary>
    public const int Good = 0;

    /// <summary>Something was left unsigned, or the controller did not answer or did not take it.</summary>
    public const int Unsigned = 1;

    /// <summary>The input is wrong.</summary>
    public const int Refused = 2;
}
