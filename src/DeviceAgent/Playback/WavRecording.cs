using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>
/// One broadcast as it went to the loudspeaker line: <c>id.wav</c>, and beside it <c>id.json</c> once it is whole.
/// </summary>
internal sealed class WavRecording : IDisposable
{
    private const int HeaderBytes = 44;
    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    // The length field of a WAV file has 32 bits: 12 hours fit.
    private const long LongestBytes = uint.MaxValue - HeaderBytes;

    private static readonly short[] Silence = new short[Opus.SamplesPerPacket];

    private readonly Guid _broadcastId;
    private readonly string _path;
    private readonly FileStream _file;

    private WavRecording(string folder, Guid broadcastId)
    {
        _broadcastId = broadcastId;
        _path = Path.Combine(folder, $"{broadcastId:N}.wav");
        _file = new FileStream(_path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, bufferSize: 64 * 1024);
        WriteHeader();
    }

    /// <summary>Controller time at which the first sample left.</summary>
    public DateTimeOffset? FirstSampleAt { get; set; }

    /// <summary>Times the output ran dry.</summary>
    public int Underruns { get; set; }

    /// <summary>Samples written.</summary>
    public long Samples { get; private set; }

    /// <summary>Begins a recording, and lets the oldest go so that with it no more than <paramref name="keep"/> are there.</summary>
    /// <exception cref="SinkException">The file can't be made.</exception>
    public static WavRecording Begin(string folder, Guid broadcastId, int keep)
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var old in Recordings(folder).Where(file => IdOf(file) != broadcastId).Skip(keep - 1))
            {
                old.Delete();
                File.Delete(Path.ChangeExtension(old.FullName, ".json"));
            }

            File.Delete(Path.Combine(folder, $"{broadcastId:N}.json"));
            return new WavRecording(folder, broadcastId);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SinkException($"the recording can't be made: {error.Message}", error);
        }
    }

    /// <summary>Appends samples.</summary>
    public void Write(ReadOnlySpan<short> samples)
    {
        // A file in the order of this machine, which is little-endian as WAV wants it on all that .NET runs on.
        var bytes = MemoryMarshal.AsBytes(samples);
        if (Samples * sizeof(short) + bytes.Length > LongestBytes)
        {
            throw new SinkException("the recording is full: a WAV file holds 12 hours.");
        }

        _file.Write(bytes);
        Samples += samples.Length;
    }

    /// <summary>Appends silence.</summary>
    public void WriteSilence(long samples)
    {
        for (; samples > 0; samples -= Silence.Length)
        {
            Write(Silence.AsSpan(0, (int)Math.Min(samples, Silence.Length)));
        }
    }

    /// <summary>Completes both files.</summary>
    public void Dispose()
    {
        _file.Position = 0;
        WriteHeader();
        _file.Dispose();
        File.WriteAllBytes(Path.ChangeExtension(_path, ".json"), Describe());
    }

    // Newest first. Only names that this class gives: what else lies in the folder is not ours.
    private static List<FileInfo> Recordings(string folder) => new DirectoryInfo(folder)
        .EnumerateFiles("*.wav")
        .Where(file => IdOf(file) is not null)
        .OrderByDescending(file => file.LastWriteTimeUtc)
        .ToList();

    private static Guid? IdOf(FileInfo file) =>
        Guid.TryParseExact(Path.GetFileNameWithoutExtension(file.Name), "N", out var id) ? id : null;

    private void WriteHeader()
    {
        var dataBytes = (uint)(Samples * sizeof(short));
        Span<byte> header = stackalloc byte[HeaderBytes];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], HeaderBytes - 8 + dataBytes);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteUInt16LittleEndian(header[20..], 1); // PCM
        BinaryPrimitives.WriteUInt16LittleEndian(header[22..], 1); // channels
        BinaryPrimitives.WriteUInt32LittleEndian(header[24..], Opus.SampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], Opus.SampleRate * sizeof(short));
        BinaryPrimitives.WriteUInt16LittleEndian(header[32..], sizeof(short));
        BinaryPrimitives.WriteUInt16LittleEndian(header[34..], 16);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], dataBytes);
        _file.Write(header);
    }

    private byte[] Describe()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("broadcastId", _broadcastId.ToString("N"));
            if (FirstSampleAt is { } at)
            {
                json.WriteString("firstSampleAt", at.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture));
            }

            json.WriteNumber("sampleRateHz", Opus.SampleRate);
            json.WriteNumber("samples", Samples);
            json.WriteNumber("underruns", Underruns);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
