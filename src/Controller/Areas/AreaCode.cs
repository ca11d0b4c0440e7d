using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Areas;

/// <summary>
/// Division codes: 2 digits province, 2 city, 2 county (GB/T 2260), 3 town (GB/T 10114), 3 village, and our own 2 for a
/// commune; zeros fill the right.
/// </summary>
internal static class AreaCode
{
    private static readonly int[] Borders = [9, 6, 4, 2];

    /// <summary>12 or 14 digits of what was written; a county's 6 digits get their zeros. Null when it is no code at all.</summary>
    public static string? Normalise(string? written)
    {
        var code = written?.Length == 6 ? written + "000000" : written;
        return Topics.IsAreaCode(code) && !code!.StartsWith("00", StringComparison.Ordinal) ? code : null;
    }

    /// <summary>Whether <paramref name="above"/> is <paramref name="below"/> or stands over it; both as <see cref="Normalise"/> gives them.</summary>
    public static bool Covers(string above, string below) => below.StartsWith(Cut(above), StringComparison.Ordinal);

    /// <summary>The code without the zeros that only fill it.</summary>
    private static string Cut(string code)
    {
        var length = code.Length;
        foreach (var border in Borders.Where(border => code.Length == 12 && code.AsSpan(border).TrimStart('0').IsEmpty))
        {
            length = border;
        }

        return code[..length];
    }
}
