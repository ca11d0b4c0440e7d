using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broadcasts.Live;

/// <summary>How 20 ms of a microphone are written.</summary>
internal enum TalkForm : byte
{
    /// <summary>One Opus packet.</summary>
    Opus = 1,

    /// <summary>320 samples of 16 kHz, 16 bits each, little-endian: for browsers that cannot encode.</summary>
    Pcm16 = 2,
}

/// <summary>
/// 20 ms of a microphone as they come: the form (1 byte), the microphone's own count of such pieces (4 bytes, big-endian,
/// rising), then the sound.
/// </summary>
/// <param name="Form">How <paramref name="Sound"/> is written.</param>
/// <param name="Number">What was left out is silence.</param>
/// <param name="Sound">A view of the bytes that were read.</param>
internal readonly record struct TalkFrame(TalkForm Form, uint Number, ReadOnlyMemory<byte> Sound)
{
    /// <summary>The samples a second of <see cref="TalkForm.Pcm16"/>.</summary>
    public const int PcmRate = 16_000;

    private const int HeaderBytes = 5;
    private const int PcmBytes = PcmRate / 50 * sizeof(short);

    // 100 kbit/s: four times what the console sends, and still a thin line carries it.
    private const int MostOpusBytes = 255;

    /// <summary>The longest frame.</summary>
    public const int MaxBytes = HeaderBytes + PcmBytes;

    /// <summary>Reads a frame; <paramref name="problem"/> says why it is none.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, out TalkFrame frame, [NotNullWhen(false)] out string? problem)
    {
        frame = default;
        if (bytes.Length is <= HeaderBytes or > MaxBytes)
        {
            problem = $"A frame of {bytes.Length} bytes. Allowed: {HeaderBytes + 1} to {MaxBytes}.";
            return false;
        }

        frame = new TalkFrame((TalkForm)bytes.Span[0], BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[1..]), bytes[HeaderBytes..]);
        problem = frame.Form switch
        {
            TalkForm.Opus when frame.Sound.Length > MostOpusBytes => $"An Opus packet of {frame.Sound.Length} bytes. Allowed: up to {MostOpusBytes}.",
            TalkForm.Opus => OpusPacket.IsTwentyMilliseconds(frame.Sound.Span, out var wrong) ? null : wrong,
            TalkForm.Pcm16 => frame.Sound.Length == PcmBytes ? null : $"{frame.Sound.Length} bytes of PCM. Allowed: {PcmBytes}.",
            _ => $"A frame of form {(byte)frame.Form}. Allowed: 1, 2.",
        };
        return problem is null;
    }
}
