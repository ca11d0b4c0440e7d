using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>A configuration with its keys ready for use; never changes.</summary>
internal sealed class ConfigurationSnapshot(GatewayConfiguration configuration)
{
    /// <summary>What it says.</summary>
    public GatewayConfiguration Configuration => configuration;

    /// <summary>The keys that may sign orders, bundles, clock answers and the next configuration.</summary>
    public TrustedKeys Keys { get; } = ConfigurationCodec.KeysOf(configuration);

    /// <summary>The keys whose approval counts.</summary>
    public TrustedKeys Operators { get; } = ConfigurationCodec.OperatorsOf(configuration);

    /// <summary>The ids of <see cref="Keys"/>.</summary>
    public IReadOnlySet<string> KeyIds { get; } = configuration.Keys.Select(key => PublicKeyId.Of(key.PublicKey)).ToHashSet();
}

/// <summary>
/// The configuration that holds, and its file. Any thread may read it; <see cref="Install"/> is called by one at a time.
/// </summary>
internal sealed class InstalledConfiguration
{
    /// <summary>Its name in the link's folder.</summary>
    public const string FileName = "configuration.cose";

    private readonly string _path;
    private readonly DiskAccess _disk;
    private volatile ConfigurationSnapshot _current;

    private InstalledConfiguration(string path, DiskAccess disk, GatewayConfiguration configuration)
    {
        _path = path;
        _disk = disk;
        _current = new ConfigurationSnapshot(configuration);
    }

    /// <summary>
    /// What holds now. Whoever does several things with one document takes it once. Nobody disposes the keys of an old one:
    /// they go when the last who judges by them has ended.
    /// </summary>
    public ConfigurationSnapshot Current => _current;

    /// <summary>The gateway's id, which no configuration changes.</summary>
    public string Gateway => _current.Configuration.Gateway;

    /// <summary>Another one holds.</summary>
    public event Action? Changed;

    /// <summary>Reads the file.</summary>
    /// <exception cref="LinkFileException">It is missing or damaged.</exception>
    public static InstalledConfiguration Load(string folder, DiskAccess disk)
    {
        var path = Path.Combine(folder, FileName);
        const string Remedy = "enrol this gateway: cloudbroadcast-agent enroll https://CONTROLLER CODE";
        try
        {
            return ConfigurationCodec.TryOpenInstalled(File.ReadAllBytes(path), out var configuration, out var problem)
                ? new InstalledConfiguration(path, disk, configuration)
                : throw new LinkFileException($"{path}: {problem.TrimEnd('.')}; {Remedy} --replace");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LinkFileException($"{path}: no such file; {Remedy}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LinkFileException($"{path}: {error.Message.TrimEnd('.')}; let the agent read it, or {Remedy} --replace");
        }
    }

    /// <summary>Puts a configuration that was judged in the place of the one that holds: on the disk first.</summary>
    /// <exception cref="IOException">The disk is full or broken; the old one still holds.</exception>
    public void Install(ReadOnlyMemory<byte> signed, GatewayConfiguration configuration)
    {
        AtomicFile.Write(_path, signed.Span, _disk);
        _current = new ConfigurationSnapshot(configuration);
        Changed?.Invoke();
    }
}
