namespace CloudBroadcast.DeviceAgent.Settings;

/// <summary>Finds what a mistyped word was meant to be.</summary>
internal static class Nearest
{
    /// <summary>The candidate that the fewest wrong letters make of the word; the first of several.</summary>
    public static string Of(string word, IEnumerable<string> candidates) => candidates.MinBy(candidate => Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant()))!;

    // Levenshtein, with two neighbours that changed places as one error.
    private static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var row = 0; row <= left.Length; row++)
        {
            for (var column = 0; column <= right.Length; column++)
            {
                rows[row, column] = row == 0 || column == 0 ? row + column : Cheapest(row, column);
            }
        }

        return rows[left.Length, right.Length];

        int Cheapest(int row, int column)
        {
            var isSame = left[row - 1] == right[column - 1];
            var cost = Math.Min(Math.Min(rows[row - 1, column], rows[row, column - 1]) + 1, rows[row - 1, column - 1] + (isSame ? 0 : 1));
            var isSwapped = row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1];
            return isSwapped ? Math.Min(cost, rows[row - 2, column - 2] + 1) : cost;
        }
    }
}
