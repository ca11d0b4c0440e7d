using CloudBroadcast.Controller.Console.Parts;

namespace CloudBroadcast.Controller.Console.Reviews;

/// <summary>One programme in a list of 三审.</summary>
/// <param name="Id">The programme's.</param>
/// <param name="Title">Its title.</param>
/// <param name="Seal">Its category.</param>
/// <param name="When">Its first run that is planned.</param>
/// <param name="Back">Who gave it back and why; null when nobody did.</param>
/// <param name="Trio">How far it has come.</param>
public sealed record QueueView(Guid Id, string Title, SealView Seal, string When, string? Back, TrioView Trio);
