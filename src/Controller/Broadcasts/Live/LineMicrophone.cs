using System.Buffers.Binary;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Import;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Broadcasts.Live;

/// <summary>The microphone at the controller's own machine, by USB or line: ffmpeg reads it, and it speaks as a browser's does.</summary>
internal sealed partial class LineMicrophone(IOptions<LiveOptions> live, IOptions<LibraryOptions> library, ILogger<LineMicrophone> logger)
{
    private const int HeaderBytes = 5;

    // A PulseAudio source otherwise gives two seconds at once.
    private const int FragmentBytes = 1920;

    /// <summary>Whether there is one.</summary>
    public bool IsThere => live.Value.Device.Length > 0;

    /// <summary>Brings its sound into the talk until that has ended or the device fails; <paramref name="level"/> hears each loudest sample, 0 to 1.</summary>
    public async Task SpeakAsync(LiveTalk talk, Action<double> level, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var over = talk.Ended.ContinueWith(_ => stop.Cancel(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            var end = await ChildProcess.RunAsync(Call(), feed: null, (sound, token) => ReadAsync(sound, talk, level, token), stop.Token);
            LogGone(live.Value.Device, end.Errors.Trim());
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Whoever spoke has let go.
        }
        finally
        {
            // Without sound the talk ends at once, and need not wait until it is missed.
            talk.End(cancellationToken.IsCancellationRequested ? TalkEnd.Released : TalkEnd.Silence);
            await over;
        }
    }

    private ChildCall Call()
    {
        var (kind, name) = live.Value.Device.Split(':', 2) is [var first, var rest] ? (first, rest) : ("", "");
        string[] fragments = kind == "pulse" ? ["-fragment_size", $"{FragmentBytes}"] : [];
        return new ChildCall(
            library.Value.FfmpegPath,
            ["-nostdin", "-v", "error", "-fflags", "nobuffer", "-f", kind, .. fragments, "-i", name,
                "-ac", "1", "-ar", $"{TalkFrame.PcmRate}", "-f", "s16le", "-flush_packets", "1", "pipe:1"],
            library.Value.DecoderCpuLimit,
            library.Value.DecoderMemoryBytes,
            Niceness: 0);
    }

    private static async Task ReadAsync(Stream sound, LiveTalk talk, Action<double> level, CancellationToken cancellationToken)
    {
        var frame = new byte[TalkFrame.MaxBytes];
        frame[0] = (byte)TalkForm.Pcm16;
        for (uint number = 0; await sound.ReadAtLeastAsync(frame.AsMemory(HeaderBytes), frame.Length - HeaderBytes, throwOnEndOfStream: false, cancellationToken) == frame.Length - HeaderBytes; number++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), number);
            talk.Take(frame);
            level(LoudestOf(frame.AsSpan(HeaderBytes)));
        }
    }

    private static double LoudestOf(ReadOnlySpan<byte> pcm)
    {
        var loudest = 0;
        for (var at = 0; at + 1 < pcm.Length; at += sizeof(short))
        {
            loudest = Math.Max(loudest, Math.Abs((int)BinaryPrimitives.ReadInt16LittleEndian(pcm[at..])));
        }

        return loudest / 32768.0;
    }

    [LoggerMessage(LogLevel.Warning, "The microphone {Device} gives nothing any more: {Problem}")]
    private partial void LogGone(string device, string problem);
}
