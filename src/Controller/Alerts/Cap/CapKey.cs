using System.Globalization;

namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>
/// What a message is known by and referred to with: all three together, for two senders may use one identifier (CAP 1.2,
/// references). Two instants are the same whatever offset they are written with.
/// </summary>
/// <param name="Sender">Compared letter for letter.</param>
/// <param name="Identifier">Compared letter for letter.</param>
/// <param name="Sent">When it was sent.</param>
internal sealed record CapKey(string Sender, string Identifier, DateTimeOffset Sent)
{
    /// <summary>As <c>references</c> writes it, with the offset that was written.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sender},{Identifier},{Sent:yyyy-MM-dd'T'HH:mm:sszzz}");

    /// <summary>Reads white-space separated triples <c>sender,identifier,sent</c>.</summary>
    /// <param name="written">The value of <c>references</c>.</param>
    /// <param name="keys">Each once, in their order.</param>
    /// <returns>The rule that is broken, or null.</returns>
    public static string? Read(string written, out IReadOnlyList<CapKey> keys)
    {
        var read = new List<CapKey>();
        keys = read;
        foreach (var triple in written.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (triple.Split(',') is not [{ Length: > 0 } sender, { Length: > 0 } identifier, var sent])
            {
                return $"references {CapFindings.Quoted(triple)} is no reference. Allowed: sender,identifier,sent; several with a space between.";
            }

            if (CapTime.Read("references", sent, out var instant) is { } problem)
            {
                return problem;
            }

            read.Add(new CapKey(sender, identifier, instant));
        }

        keys = [.. read.Distinct()];
        return keys.Count <= CapLimits.References ? null
            : $"references names {keys.Count} messages. Allowed: up to {CapLimits.References}.";
    }
}
