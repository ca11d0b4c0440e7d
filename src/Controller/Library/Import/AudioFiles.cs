using System.Security.Cryptography;
using CloudBroadcast.Controller.Storage;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Library.Import;

/// <summary>The folder of audio files, each named by the SHA-256 of its bytes, so that equal audio lies there once.</summary>
internal sealed class AudioFiles(IOptions<StorageOptions> options)
{
    private readonly string _root = Path.GetFullPath(Path.Combine(options.Value.DataFolder, "library"));

    /// <summary>Where a file of that content lies or would lie.</summary>
    public string PathOf(string contentHash)
    {
        if (!IsContentHash(contentHash))
        {
            throw new ArgumentException($"\"{contentHash}\" is no SHA-256 in lower-case hex.", nameof(contentHash));
        }

        return Path.Combine(_root, contentHash[..2], contentHash + ".opus");
    }

    public static bool IsContentHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>A path beside the library, on the same file system, for what is being made.</summary>
    public string NewWorkFile()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, "work"));
        return Path.Combine(folder.FullName, Guid.NewGuid().ToString("N"));
    }

    /// <summary>Where an upload that comes in pieces grows; its folder is there.</summary>
    public string UploadFile(Guid id) =>
        Path.Combine(Directory.CreateDirectory(Path.Combine(_root, "uploads")).FullName, id.ToString("N"));

    /// <summary>Takes a finished work file and its waveform into the library; on disk before this returns. Returns its content hash.</summary>
    public async Task<string> TakeAsync(string workFile, byte[] waveform, CancellationToken cancellation)
    {
        string hash;
        await using (var file = new FileStream(workFile, FileMode.Open, FileAccess.ReadWrite))
        {
            hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
            file.Flush(flushToDisk: true);
        }

        var path = PathOf(hash);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(WaveformOf(path), waveform, cancellation);
        // Equal bytes by name, so it does not matter whose stay.
        File.Move(workFile, path, overwrite: true);
        return hash;
    }

    /// <summary>The waveform kept beside the audio; flat when it is lost, for it is only drawn.</summary>
    public async Task<byte[]> WaveformAsync(string contentHash, CancellationToken cancellation)
    {
        var path = WaveformOf(PathOf(contentHash));
        return File.Exists(path) ? await File.ReadAllBytesAsync(path, cancellation) : new byte[PeakMeter.Points];
    }

    public void Delete(string contentHash)
    {
        var path = PathOf(contentHash);
        File.Delete(path);
        File.Delete(WaveformOf(path));
    }

    private static string WaveformOf(string path) => Path.ChangeExtension(path, ".peaks");
}
