namespace CloudBroadcast.Controller.Library.Import;

/// <summary>Audio that lies levelled in the library, and what was measured on the way.</summary>
/// <param name="ContentHash">SHA-256 of the Ogg Opus file, lower-case hex; also its name in the library.</param>
/// <param name="LengthSamples">At 48 kHz.</param>
/// <param name="Packets">Of 20 ms.</param>
/// <param name="PreSkip">Samples that a decoder gives first and nobody shall hear.</param>
/// <param name="MeasuredLufs">Integrated loudness of the upload.</param>
/// <param name="TruePeakDb">True peak of the upload, dB full scale.</param>
/// <param name="LevelledLufs">Integrated loudness after Opus.</param>
/// <param name="LevelledTruePeakDb">True peak after Opus, dB full scale.</param>
/// <param name="GainDb">What the levelling added before its limiter.</param>
/// <param name="FileBytes">Size of the Ogg Opus file.</param>
/// <param name="SourceFormat">Container and codec of the upload, as ffmpeg calls them.</param>
/// <param name="Waveform">Peak of each of <see cref="PeakMeter.Points"/> equal stretches, 0 to 255 = full scale.</param>
internal sealed record ImportedAudio(
    string ContentHash,
    long LengthSamples,
    int Packets,
    int PreSkip,
    double MeasuredLufs,
    double TruePeakDb,
    double LevelledLufs,
    double LevelledTruePeakDb,
    double GainDb,
    long FileBytes,
    string SourceFormat,
    byte[] Waveform);

/// <summary>What one pass of EBU R 128 found.</summary>
internal sealed record Loudness(double Lufs, double TruePeakDb, TimeSpan Length);
