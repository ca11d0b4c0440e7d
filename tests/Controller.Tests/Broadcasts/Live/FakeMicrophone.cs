using System.Buffers.Binary;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broadcasts.Live;

/// <summary>A microphone that hears a tone, as frames of a talk.</summary>
internal sealed class FakeMicrophone
{
    private static readonly Lazy<byte[]> Tone = new(() =>
    {
        using var encoder = new OpusEncoder(24, 5);
        var samples = Enumerable.Range(0, Opus.SamplesPerPacket).Select(index => (short)(8000 * Math.Sin(index * 2 * Math.PI * 440 / Opus.SampleRate))).ToArray();
        return encoder.Encode(samples, new byte[Opus.MaxPacketBytes]).ToArray();
    });

    private uint _number;

    /// <summary>The packet that every Opus frame holds.</summary>
    public static ReadOnlyMemory<byte> Packet => Tone.Value;

    /// <summary>The next 20 ms.</summary>
    public byte[] Next() => Frame(TalkForm.Opus, _number++, Tone.Value);

    /// <summary>The next 20 ms as PCM.</summary>
    public byte[] NextPcm() => Frame(TalkForm.Pcm16, _number++, new byte[640]);

    public static byte[] Frame(TalkForm form, uint number, ReadOnlySpan<byte> sound)
    {
        var frame = new byte[5 + sound.Length];
        frame[0] = (byte)form;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), number);
        sound.CopyTo(frame.AsSpan(5));
        return frame;
    }
}
