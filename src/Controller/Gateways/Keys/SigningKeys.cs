using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Gateways.Keys;

/// <summary>What a key of the controller is for.</summary>
internal enum SigningPurpose
{
    /// <summary>Exercises and ordinary broadcasts, their bundles, clock answers and configurations.</summary>
    Ordinary,

    /// <summary>Alerts and their bundles, and nothing else.</summary>
    Emergency,
}

/// <summary>How far the change of a key has come.</summary>
internal enum RotationStep
{
    /// <summary>One key, which signs.</summary>
    None,

    /// <summary>The new key goes out in configurations; the old one signs.</summary>
    Introducing,

    /// <summary>The new key signs; the old one is still believed, for what it has signed.</summary>
    Switched,
}

/// <summary>
/// The controller's own keys, made at the first start. The files in the folder <c>keys</c> alone say how far a rotation has
/// come, so that a power cut leaves no doubt; safe to use from many threads.
/// </summary>
internal sealed class SigningKeys : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SigningKey> _held = new(StringComparer.Ordinal);
    private readonly KeyFiles _files;
    private Dictionary<SigningPurpose, KeySet> _sets;

    public SigningKeys(KeyFiles files)
    {
        _files = files;
        foreach (var retired in files.List(KeyFileNames.Retired, "*.key"))
        {
            Hold(retired);
        }

        _sets = ReadAll();
    }

    /// <summary>The key that signs orders of a class, and the bundles of their streams.</summary>
    public SigningKey For(OrderClass orderClass) =>
        For(orderClass is OrderClass.Emergency ? SigningPurpose.Emergency : SigningPurpose.Ordinary);

    /// <summary>The key that signs for a purpose.</summary>
    public SigningKey For(SigningPurpose purpose) => _sets[purpose].Current;

    /// <summary>The keys of a purpose and how far their change has come.</summary>
    public KeySet SetOf(SigningPurpose purpose) => _sets[purpose];

    /// <summary>A key by its id, retired ones among them; null when this controller does not have it.</summary>
    public SigningKey? Find(string keyId)
    {
        lock (_lock)
        {
            return _held.GetValueOrDefault(keyId);
        }
    }

    /// <summary>What gateways shall believe: every key that signs, will sign, or has signed what is still open.</summary>
    public IReadOnlyList<ConfiguredKey> Configured() => _sets
        .SelectMany(set => set.Value.Believed.Select(key => new ConfiguredKey
        {
            PublicKey = key.PublicKey,
            Classes = set.Key is SigningPurpose.Emergency ? [OrderClass.Emergency] : [OrderClass.Exercise, OrderClass.Ordinary],
        }))
        .OrderBy(key => PublicKeyId.Of(key.PublicKey), StringComparer.Ordinal).ToList();

    /// <summary>The first key that a gateway with this configuration believes, the one that signs now before older ones; null when it believes none.</summary>
    public SigningKey? SignerFor(GatewayConfiguration installed)
    {
        var believed = installed.Keys.Select(key => PublicKeyId.Of(key.PublicKey)).ToHashSet(StringComparer.Ordinal);
        lock (_lock)
        {
            return _sets.Values.Select(set => set.Current).Concat(_held.Values).FirstOrDefault(key => believed.Contains(key.KeyId));
        }
    }

    /// <summary>Makes the next key of a purpose; the same one when it is there already.</summary>
    public void Introduce(SigningPurpose purpose)
    {
        _files.ReadOrCreate(KeyFileNames.Next(purpose), secret: true, NewPem);
        Refresh();
    }

    /// <summary>From now on the next key signs.</summary>
    public void Switch(SigningPurpose purpose)
    {
        _files.Move(KeyFileNames.Current(purpose), KeyFileNames.Previous(purpose));
        _files.Move(KeyFileNames.Next(purpose), KeyFileNames.Current(purpose));
        Refresh();
    }

    /// <summary>From now on the previous key is believed no more; it is kept to reach a gateway that has missed the change.</summary>
    public void Retire(SigningPurpose purpose)
    {
        var previous = _sets[purpose].Previous ?? throw new InvalidOperationException($"{purpose} has no previous key.");
        _files.Move(KeyFileNames.Previous(purpose), Path.Combine(KeyFileNames.Retired, previous.KeyId + ".key"));
        Refresh();
    }

    /// <summary>Reads the folder anew: the command line may have made a key beside the running controller.</summary>
    public void Refresh() => _sets = ReadAll();

    public void Dispose()
    {
        foreach (var key in _held.Values)
        {
            key.Dispose();
        }
    }

    private Dictionary<SigningPurpose, KeySet> ReadAll() => Enum.GetValues<SigningPurpose>().ToDictionary(purpose => purpose, Read);

    private KeySet Read(SigningPurpose purpose)
    {
        // A power cut between the two renames of a switch.
        if (!_files.Exists(KeyFileNames.Current(purpose)) && _files.Exists(KeyFileNames.Next(purpose)))
        {
            _files.Move(KeyFileNames.Next(purpose), KeyFileNames.Current(purpose));
        }

        return new KeySet(
            Hold(_files.ReadOrCreate(KeyFileNames.Current(purpose), secret: true, NewPem)),
            _files.Read(KeyFileNames.Next(purpose)) is { } next ? Hold(next) : null,
            _files.Read(KeyFileNames.Previous(purpose)) is { } previous ? Hold(previous) : null);
    }

    private SigningKey Hold(string pem)
    {
        var key = SigningKey.FromPem(pem);
        lock (_lock)
        {
            if (_held.TryGetValue(key.KeyId, out var before))
            {
                key.Dispose();
                return before;
            }

            return _held[key.KeyId] = key;
        }
    }

    private static string NewPem()
    {
        using var key = SigningKey.Create();
        return key.ExportPem() + "\n";
    }
}

/// <summary>The keys of one purpose.</summary>
/// <param name="Current">Signs.</param>
/// <param name="Next">Will sign; present while it is introduced.</param>
/// <param name="Previous">Signed before; present after the switch.</param>
internal sealed record KeySet(SigningKey Current, SigningKey? Next, SigningKey? Previous)
{
    public RotationStep Step => Next is not null ? RotationStep.Introducing : Previous is not null ? RotationStep.Switched : RotationStep.None;

    public IEnumerable<SigningKey> Believed => new[] { Current, Next, Previous }.OfType<SigningKey>();
}

/// <summary>How the key files are called.</summary>
internal static class KeyFileNames
{
    /// <summary>Folder of the keys that sign no more.</summary>
    public const string Retired = "retired";

    public static string Current(SigningPurpose purpose) => Stem(purpose) + ".key";

    public static string Next(SigningPurpose purpose) => Stem(purpose) + ".next.key";

    public static string Previous(SigningPurpose purpose) => Stem(purpose) + ".previous.key";

    private static string Stem(SigningPurpose purpose) => purpose is SigningPurpose.Emergency ? "emergency" : "controller";
}
