using System.Security.Cryptography;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Operator.Approvals;

/// <summary>Checks that files of sound are what an order binds: each the file of its item, and the bundles cut from them the ones in the order.</summary>
internal static class BoundSound
{
    /// <summary>What does not fit, or null.</summary>
    public static string? ProblemOf(PlayOrder play, IReadOnlyList<byte[]> files)
    {
        var packets = new List<ReadOnlyMemory<byte>>();
        foreach (var (item, file) in play.Items.Zip(files))
        {
            if (Convert.ToHexStringLower(SHA256.HashData(file)) != item.Sha256)
            {
                return $"服务器给的声音不是指令里的那个（{item.Sha256[..8]}…）";
            }

            if (!OggOpus.TryRead(new MemoryStream(file), out var audio, out var problem) || audio.Packets.Count != item.Packets
                || audio.PreSkip != item.PreSkip || audio.LengthSamples != item.LengthSamples)
            {
                return $"指令里的声音读不出来（{item.Sha256[..8]}… {problem}）";
            }

            packets.AddRange(audio.Packets);
        }

        return play.BundleHashes is { } bound && HashesOf(packets).AsSpan().SequenceEqual(bound.Span) ? null : "指令绑定的不是这个声音";
    }

    private static byte[] HashesOf(List<ReadOnlyMemory<byte>> packets) => [.. packets.Chunk(AudioBundle.ProgrammePackets).SelectMany(chunk => new AudioBundle
    {
        StreamId = default,
        FirstPacket = 0,
        PresentationUs = 0,
        Last = false,
        Packets = chunk,
    }.ContentHash())];
}
