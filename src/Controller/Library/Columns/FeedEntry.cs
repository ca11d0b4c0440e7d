namespace CloudBroadcast.Controller.Library.Columns;

/// <summary>One entry of a feed that has audio.</summary>
/// <param name="Id">What the feed calls it, or the address of its audio.</param>
/// <param name="Title">May be empty.</param>
/// <param name="Audio">Where its audio is.</param>
/// <param name="At">When it was published; null where the feed does not say so in a way that can be read.</param>
internal sealed record FeedEntry(string Id, string Title, Uri Audio, DateTimeOffset? At);
