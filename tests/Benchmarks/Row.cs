namespace CloudBroadcast.Benchmarks;

/// <summary>One line of the table: a figure beside its target and beside what a peer needs for the same work in the same run.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Target">The bound, in the same unit; null where none is set.</param>
/// <param name="HigherIsBetter">Which side of the target is good.</param>
/// <param name="Peer">Who else did the same work; null where nobody does.</param>
/// <param name="PeerValue">The peer's figure, in the same unit.</param>
internal sealed record Row(
    string Name, double Value, string Unit, double? Target = null, bool HigherIsBetter = false, string? Peer = null, double? PeerValue = null)
{
    /// <summary>Whether the figure keeps its target; null where there is none.</summary>
    public bool? Met => Target is { } target ? HigherIsBetter ? Value >= target : Value <= target : null;
}
