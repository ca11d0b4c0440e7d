namespace CloudBroadcast.Controller.Console.Frame;

/// <summary>Somebody to call when the console is of no help.</summary>
/// <param name="Name">镇值班室.</param>
/// <param name="Number">As people write it: digits, spaces, hyphens.</param>
internal sealed record DutyLine(string Name, string Number)
{
    /// <summary>What a phone dials.</summary>
    public string Dialled => string.Concat(Number.Where(sign => char.IsAsciiDigit(sign) || sign == '+'));
}

/// <summary>Where the numbers come from that a page without a server still shows.</summary>
internal interface IDutyPhones
{
    /// <summary>In the order in which to try them.</summary>
    ValueTask<IReadOnlyList<DutyLine>> ListAsync(CancellationToken cancellationToken);
}

/// <summary>A town that has written down none.</summary>
internal sealed class NoDutyPhones : IDutyPhones
{
    public ValueTask<IReadOnlyList<DutyLine>> ListAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<DutyLine>>([]);
}
