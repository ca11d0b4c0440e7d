using CloudBroadcast.Controller.Console.Parts;

namespace CloudBroadcast.Controller.Console.Reviews;

/// <summary>初 复 终 with the look of each, and the sentence that says the same.</summary>
public sealed record TrioView(IReadOnlyList<(string Character, string? Style)> Steps, string Sentence);

/// <summary>One programme in a list of 三审.</summary>
/// <param name="Id">The programme's.</param>
/// <param name="Title">Its title.</param>
/// <param name="Seal">Its category.</param>
/// <param name="When">Its first run that is planned.</param>
/// <param name="Back">Who gave it back and why; null when nobody did.</param>
/// <param name="Trio">How far it has come.</param>
public sealed record QueueView(Guid Id, string Title, SealView Seal, string When, string? Back, TrioView Trio);

/// <summary>One step of one programme: who took it, when, and what was said.</summary>
/// <param name="Name">录入, 初审, 复审, 终审.</param>
/// <param name="Style">Its look.</param>
/// <param name="Icon">For a step that was taken; null for one that was not.</param>
/// <param name="Character">For a step that was not taken.</param>
/// <param name="Words">Who and when, or whose turn it is.</param>
/// <param name="Remark">What was said.</param>
public sealed record TrailStepView(string Name, string Style, string? Icon, string Character, string Words, string? Remark);
