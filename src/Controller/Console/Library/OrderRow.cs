using CloudBroadcast.Controller.Console.Parts;
using CloudBroadcast.Controller.Console.Town;
using CloudBroadcast.Controller.Library;

namespace CloudBroadcast.Controller.Console.Library;

/// <summary>One programme in an order.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Seal">Of its category.</param>
/// <param name="Length">How long it sounds.</param>
/// <param name="Note">What is said of it; null for nothing.</param>
/// <param name="Low">What is wrong with it; null for nothing.</param>
public sealed record OrderRow(Guid Id, string Title, SealView Seal, TimeSpan Length, string? Note, string? Low)
{
    internal static OrderRow Of(Programme programme, string? note, string? low) =>
        new(programme.Id, programme.Title, Words.SealOf(programme.Category), programme.Length, note, low);
}
