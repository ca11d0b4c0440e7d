namespace CloudBroadcast.Controller.Library.Import;

/// <summary>A small sound file as somebody would upload it.</summary>
internal static class ToneFile
{
    private const int Rate = 8000;

    /// <summary>A RIFF WAVE, 8 kHz, 16 bit, mono, of one tone.</summary>
    public static byte[] Of(int seconds, int hertz)
    {
        var samples = seconds * Rate;
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("RIFF"u8);
        writer.Write(36 + (samples * sizeof(short)));
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(Rate);
        writer.Write(Rate * sizeof(short));
        writer.Write((short)sizeof(short));
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(samples * sizeof(short));
        for (var sample = 0; sample < samples; sample++)
        {
            writer.Write((short)(8000 * Math.Sin(2 * Math.PI * hertz * sample / Rate)));
        }

        return file.ToArray();
    }
}
