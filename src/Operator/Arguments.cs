namespace CloudBroadcast.Operator;

/// <summary>The arguments of a command: <c>--name value</c>, each once, and nothing that the command does not know.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Reads them; a name that ends in ! is a switch without a value.</summary>
    /// <exception cref="RefusedException">One is unknown, doubled or lacks its value.</exception>
    public Arguments(ReadOnlySpan<string> arguments, params string[] known)
    {
        for (var index = 0; index < arguments.Length; index++)
        {
            var name = arguments[index];
            var isSwitch = known.Contains(name + "!");
            if (!isSwitch && !known.Contains(name))
            {
                throw new RefusedException($"The argument is \"{name}\". Allowed: {string.Join(", ", known.Select(each => each.TrimEnd('!')))}.");
            }

            if (!isSwitch && index + 1 == arguments.Length)
            {
                throw new RefusedException($"{name} has no value.");
            }

            if (!_values.TryAdd(name, isSwitch ? "" : arguments[++index]))
            {
                throw new RefusedException($"{name} stands there twice.");
            }
        }
    }

    public bool Has(string name) => _values.ContainsKey(name);

    public string? Find(string name) => _values.GetValueOrDefault(name);

    /// <exception cref="RefusedException">It is not there.</exception>
    public string Demand(string name) => Find(name) ?? throw new RefusedException($"{name} is missing.");
}
