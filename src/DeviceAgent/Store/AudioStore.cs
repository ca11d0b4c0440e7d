using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>
/// The audio that the gateway holds, each file named by its SHA-256: nothing is played from it that was not hashed as a whole in
/// this run. Safe to use from many threads.
/// </summary>
internal sealed partial class AudioStore
{
    private const string Whole = ".opus";

    private readonly string _folder;
    private readonly long _maxBytes;
    private readonly DiskAccess _disk;
    private readonly DiskReserve _reserve;
    private readonly FaultBoard _faults;
    private readonly ILogger<AudioStore> _logger;
    private readonly Dictionary<string, HeldAudio> _held = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private IReadOnlyList<AudioNeed> _needs = [];

    /// <param name="folder">The store's folder; the audio is in one of its own there.</param>
    /// <param name="maxBytes">What all audio may take.</param>
    /// <param name="disk">How it is written.</param>
    /// <param name="reserve">Who knows how much is free, and is told when nothing is.</param>
    /// <param name="faults">Where damage is told.</param>
    /// <param name="logger">Where it is told, too.</param>
    public AudioStore(string folder, long maxBytes, DiskAccess disk, DiskReserve reserve, FaultBoard faults, ILogger<AudioStore> logger)
    {
        _folder = Path.Combine(folder, "audio");
        _maxBytes = maxBytes;
        _disk = disk;
        _reserve = reserve;
        _faults = faults;
        _logger = logger;
        Directory.CreateDirectory(_folder);
        foreach (var file in new DirectoryInfo(_folder).EnumerateFiles("*" + Whole))
        {
            _held[Path.GetFileNameWithoutExtension(file.Name)] = new HeldAudio(file.Length, file.LastWriteTimeUtc, IsVerified: false);
        }
    }

    private sealed record HeldAudio(long Bytes, DateTimeOffset UsedAt, bool IsVerified);

    /// <summary>A file came or went.</summary>
    public event Action? Changed;

    /// <summary>Other files are needed than before.</summary>
    public event Action? NeedsChanged;

    /// <summary>Whether the file is there; its content is judged when it is opened.</summary>
    public bool Holds(string sha256)
    {
        lock (_lock)
        {
            return _held.ContainsKey(sha256);
        }
    }

    /// <summary>What is needed from now on, the next due first: it is evicted last.</summary>
    public void Want(IReadOnlyList<AudioNeed> needs)
    {
        bool isOther;
        lock (_lock)
        {
            isOther = !_needs.Select(need => need.Item.Sha256).SequenceEqual(needs.Select(need => need.Item.Sha256), StringComparer.Ordinal);
            _needs = needs;
        }

        var wanted = needs.Select(need => need.Item.Sha256 + Whole + AudioDownload.Partial).ToHashSet(StringComparer.Ordinal);
        foreach (var partial in Directory.EnumerateFiles(_folder, "*" + AudioDownload.Partial).Where(file => !wanted.Contains(Path.GetFileName(file))))
        {
            TryDelete(partial);
        }

        if (isOther)
        {
            NeedsChanged?.Invoke();
        }
    }

    /// <summary>What the state says of it.</summary>
    public StoreReading Reading()
    {
        lock (_lock)
        {
            return new StoreReading
            {
                Needed = _needs.Count,
                Held = _needs.Count(need => _held.ContainsKey(need.Item.Sha256)),
                Bytes = _held.Values.Sum(held => held.Bytes),
                FreeBytes = _reserve.FreeBytes,
            };
        }
    }

    /// <summary>The file of an item, verified, or null: it is not there, or was damaged and is thrown away.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller's.")]
    public Stream? TryOpen(PlayItem item)
    {
        var path = PathOf(item.Sha256);
        try
        {
            if (!TryVerify(item.Sha256))
            {
                return null;
            }

            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Damaged(item.Sha256, error.Message);
            return null;
        }
    }

    /// <summary>Whether the file is there and good; it is hashed once in each run, and thrown away when its hash is another.</summary>
    public bool TryVerify(string sha256)
    {
        lock (_lock)
        {
            if (!_held.TryGetValue(sha256, out var held) || held.IsVerified)
            {
                return held is not null;
            }
        }

        try
        {
            using var file = File.OpenRead(PathOf(sha256));
            if (Convert.ToHexStringLower(SHA256.HashData(file)) == sha256)
            {
                Remember(sha256, file.Length);
                return true;
            }

            Damaged(sha256, "its hash is another");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Damaged(sha256, error.Message);
        }

        return false;
    }

    /// <summary>Begins or goes on with a download; whoever has it disposes it.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public AudioDownload Download(string sha256) => AudioDownload.Open(PathOf(sha256), sha256, _disk);

    /// <summary>A download whose hash was found good takes its place.</summary>
    public void Keep(AudioDownload download)
    {
        var bytes = download.Length;
        download.MoveIn();
        Remember(download.Sha256, bytes);
        _faults.Clear(FaultCode.StoreDamaged);
        Changed?.Invoke();
    }

    /// <summary>
    /// Makes room for so many bytes more of a needed piece: first goes what nobody needs, the oldest first, then what is due later,
    /// the last first. False when there is none.
    /// </summary>
    public bool TryMakeRoom(AudioNeed wanted, long bytes)
    {
        while (true)
        {
            string? victim;
            lock (_lock)
            {
                if (_held.Values.Sum(held => held.Bytes) + bytes <= _maxBytes && _reserve.FreeBytes >= bytes)
                {
                    return true;
                }

                victim = Eviction.Victim(_held.Select(held => (held.Key, held.Value.UsedAt)), _needs, wanted.DueAt);
            }

            if (victim is null)
            {
                return false;
            }

            LogEvicted(victim);
            Remove(victim);
        }
    }

    private void Remember(string sha256, long bytes)
    {
        lock (_lock)
        {
            _held[sha256] = new HeldAudio(bytes, File.GetLastWriteTimeUtc(PathOf(sha256)), IsVerified: true);
        }
    }

    private void Damaged(string sha256, string problem)
    {
        LogDamaged(sha256, problem);
        _faults.Raise(FaultCode.StoreDamaged, sha256 + Whole);
        Remove(sha256);
    }

    private void Remove(string sha256)
    {
        lock (_lock)
        {
            _held.Remove(sha256);
        }

        TryDelete(PathOf(sha256));
        Changed?.Invoke();
    }

    private void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotDeleted(file, error.Message);
        }
    }

    private string PathOf(string sha256) => Path.Combine(_folder, sha256 + Whole);

    [LoggerMessage(LogLevel.Warning, "Audio {Sha256} is thrown away: {Problem}")]
    private partial void LogDamaged(string sha256, string problem);

    [LoggerMessage(LogLevel.Warning, "{File} could not be deleted: {Problem}")]
    private partial void LogNotDeleted(string file, string problem);

    [LoggerMessage(LogLevel.Information, "Audio {Sha256} makes room for what is due earlier")]
    private partial void LogEvicted(string sha256);
}
