namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>What a reading has found so far: the first reason to refuse, and what was forgiven. Not thread-safe.</summary>
internal sealed class CapFindings
{
    // A document may break one rule ten thousand times.
    private const int MostRemarks = 20;

    private readonly List<string> _remarks = [];

    /// <summary>The first reason to refuse; null while there is none.</summary>
    public CapProblem? Problem { get; private set; }

    /// <summary>What was left out or read leniently, one sentence each.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    public void Refuse(string element, string sentence) => Problem ??= new CapProblem(element, sentence);

    public void Remark(string sentence)
    {
        if (_remarks.Count < MostRemarks && !_remarks.Contains(sentence))
        {
            _remarks.Add(_remarks.Count == MostRemarks - 1 ? "There is more of this kind." : sentence);
        }
    }

    /// <summary>A value as a sentence shows it: in quotes, on one line and not longer than a reader bears.</summary>
    public static string Quoted(string value)
    {
        var line = string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 80 ? $"\"{line}\"" : $"\"{line[..80]}…\"";
    }
}
