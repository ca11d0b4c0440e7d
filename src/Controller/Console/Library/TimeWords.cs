using System.Globalization;

namespace CloudBroadcast.Controller.Console.Library;

/// <summary>A moment of a programme as people write it: 01:02.5, or seconds alone.</summary>
internal static class TimeWords
{
    private const NumberStyles Plain = NumberStyles.AllowDecimalPoint;
    private const int MostMinutes = 24 * 60;

    /// <summary>01:02.5: minutes, seconds, tenths, rounded up so that the end of a programme is not lost.</summary>
    public static string Write(TimeSpan at)
    {
        var tenths = (long)Math.Ceiling(at.TotalMilliseconds / 100);
        return string.Create(CultureInfo.InvariantCulture, $"{tenths / 600:00}:{tenths / 10 % 60:00}.{tenths % 10}");
    }

    /// <summary>Null when it can't be read; an empty field is nothing at all.</summary>
    public static TimeSpan? TryRead(string? text)
    {
        var parts = (text ?? "").Replace('：', ':').Trim().Split(':');
        var minutes = 0;
        if (parts is [""])
        {
            return TimeSpan.Zero;
        }

        var isRead = decimal.TryParse(parts[^1], Plain, CultureInfo.InvariantCulture, out var seconds) && seconds < MostMinutes * 60
            && (parts.Length == 1 || (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out minutes) && minutes <= MostMinutes));
        return isRead ? TimeSpan.FromMinutes(minutes) + TimeSpan.FromMilliseconds((double)(seconds * 1000)) : null;
    }
}
