using System.Security.Cryptography;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Library;

/// <summary>Hands out the library's audio for sending: whole, with its bytes checked against its name. Safe for all threads.</summary>
internal sealed class LibraryAudio(AudioFiles files, IOptions<LibraryOptions> options)
{
    // An hour of audio is some 11 MB: what several villages get at once is read once.
    private const int Kept = 4;

    private readonly Lock _lock = new();
    private readonly List<(string Hash, OggOpusAudio Audio)> _recent = [];

    /// <exception cref="AudioUnavailableException">The file is gone or damaged.</exception>
    public async Task<OggOpusAudio> OpenAsync(string contentHash, CancellationToken cancellation)
    {
        if (Recent(contentHash) is { } known)
        {
            return known;
        }

        var bytes = await ReadAsync(contentHash, cancellation);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != contentHash)
        {
            throw new AudioUnavailableException(contentHash, "its bytes are not those that were stored");
        }

        var limits = OggOpusLimits.Default with { MaxLength = options.Value.MaxLength + TimeSpan.FromSeconds(2) };
        if (!OggOpus.TryRead(new MemoryStream(bytes), limits, out var audio, out var problem))
        {
            throw new AudioUnavailableException(contentHash, problem);
        }

        Remember(contentHash, audio);
        return audio;
    }

    private async Task<byte[]> ReadAsync(string contentHash, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllBytesAsync(files.PathOf(contentHash), cancellation);
        }
        catch (IOException e)
        {
            throw new AudioUnavailableException(contentHash, e.Message, e);
        }
    }

    private OggOpusAudio? Recent(string contentHash)
    {
        lock (_lock)
        {
            return _recent.Find(entry => entry.Hash == contentHash).Audio;
        }
    }

    private void Remember(string contentHash, OggOpusAudio audio)
    {
        lock (_lock)
        {
            _recent.RemoveAll(entry => entry.Hash == contentHash);
            _recent.Add((contentHash, audio));
            if (_recent.Count > Kept)
            {
                _recent.RemoveAt(0);
            }
        }
    }
}

/// <summary>A programme's audio can't be had; whoever planned it must be told.</summary>
internal sealed class AudioUnavailableException(string contentHash, string reason, Exception? inner = null)
    : Exception($"The audio {contentHash} can't be read: {reason}.", inner);
