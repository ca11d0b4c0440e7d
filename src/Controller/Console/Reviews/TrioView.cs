namespace CloudBroadcast.Controller.Console.Reviews;

/// <summary>初 复 终 with the look of each, and the sentence that says the same.</summary>
public sealed record TrioView(IReadOnlyList<(string Character, string? Style)> Steps, string Sentence);
