namespace CloudBroadcast.Controller.Console.Reviews;

/// <summary>One step of one programme: who took it, when, and what was said.</summary>
/// <param name="Name">录入, 初审, 复审, 终审.</param>
/// <param name="Style">Its look.</param>
/// <param name="Icon">For a step that was taken; null for one that was not.</param>
/// <param name="Character">For a step that was not taken.</param>
/// <param name="Words">Who and when, or whose turn it is.</param>
/// <param name="Remark">What was said.</param>
public sealed record TrailStepView(string Name, string Style, string? Icon, string Character, string Words, string? Remark);
