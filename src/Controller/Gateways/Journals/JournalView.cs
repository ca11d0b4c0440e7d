using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Gateways.Journals;

/// <summary>An entry as the API and the console show it.</summary>
/// <param name="Number">Rises in the order of receipt; goes into <c>after</c>.</param>
/// <param name="ReceivedAt">When the controller took it.</param>
/// <param name="Sentence">What it says, in Chinese.</param>
/// <param name="Entry">As the gateway signed it.</param>
internal sealed record JournalLineView(long Number, DateTimeOffset ReceivedAt, string Sentence, JournalEntry Entry);

/// <summary>A place at which a journal is not whole.</summary>
internal sealed record JournalBreakView(Guid Journal, long Sequence, JournalBreakKind Kind, DateTimeOffset At, string Sentence);

/// <summary>The journal that a gateway writes now, as far as the controller has it.</summary>
/// <param name="Journal">Its id.</param>
/// <param name="Sequence">The last entry that is here.</param>
/// <param name="WholeUpTo">The last entry before the first that does not follow; the same as <paramref name="Sequence"/> where all follow.</param>
/// <param name="TakenAt">When the last entry came.</param>
internal sealed record JournalStandingView(Guid Journal, long Sequence, long WholeUpTo, DateTimeOffset TakenAt);

/// <summary>A page of what a gateway has recorded.</summary>
/// <param name="Standing">Null while nothing has come.</param>
/// <param name="Breaks">The newest first, of all its journals.</param>
/// <param name="Entries">In the order of receipt.</param>
internal sealed record JournalView(JournalStandingView? Standing, IReadOnlyList<JournalBreakView> Breaks, IReadOnlyList<JournalLineView> Entries);
