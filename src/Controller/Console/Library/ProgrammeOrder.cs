using System.Globalization;
using CloudBroadcast.Controller.Library;

namespace CloudBroadcast.Controller.Console.Library;

/// <summary>What a form with an <see cref="OrderList"/> says.</summary>
internal static class ProgrammeOrder
{
    /// <summary>The programmes in the order in which they were sent; those that are gone are left out.</summary>
    public static List<Programme> Of(IFormCollection form, IReadOnlyDictionary<Guid, Programme> all) =>
        [.. form["Item"].Select(id => Guid.TryParse(id, out var read) ? all.GetValueOrDefault(read) : null).OfType<Programme>()];

    /// <summary>Does what the pressed button says to the order. The verb of a button that does nothing to it; null when this was all.</summary>
    public static string? Move(List<Programme> items, IFormCollection form, IReadOnlyDictionary<Guid, Programme> all)
    {
        var parts = $"{form["Do"]}".Split(':');
        var place = parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var read) && read < items.Count ? read : 0;
        switch (parts[0])
        {
            case "up" when place > 0:
                (items[place - 1], items[place]) = (items[place], items[place - 1]);
                return null;
            case "down" when place < items.Count - 1:
                (items[place + 1], items[place]) = (items[place], items[place + 1]);
                return null;
            case "remove" when items.Count > 0:
                items.RemoveAt(place);
                return null;
            case "add" when Guid.TryParse($"{form["Added"]}", out var added) && all.TryGetValue(added, out var programme):
                items.Add(programme);
                return null;
            default:
                return parts[0];
        }
    }
}
