using System.Runtime.InteropServices;

namespace CloudBroadcast.Controller.Library.Import;

/// <summary>One import: look, measure, level and encode, listen to the result, and again when it misses.</summary>
/// <param name="ffmpeg">Decodes, measures and levels.</param>
/// <param name="files">Where the result goes.</param>
/// <param name="options">How loud it shall be.</param>
/// <param name="name">Only said in errors.</param>
/// <param name="progress">From 0 to 1.</param>
/// <param name="arrange">For a sound of our own: what is put around it between levelling and encoding; null for people's.</param>
internal sealed class AudioImportRun(
    Ffmpeg ffmpeg, AudioFiles files, LibraryOptions options, string name, IProgress<double>? progress, Func<short[], short[]>? arrange)
{
    /// <summary>ebur128 needs one block of 400 ms; a shorter sound has no loudness.</summary>
    private static readonly TimeSpan MinLength = TimeSpan.FromSeconds(0.5);

    private const int MaxTries = 3;

    // Parts of the whole at which measuring and the first try end; measured on ten minutes of MP3.
    private const double MeasuredAt = 0.25;
    private const double FirstTryAt = 0.9;

    public async Task<ImportedAudio> RunAsync(string source, CancellationToken cancellation)
    {
        var samples = files.NewWorkFile();
        try
        {
            var info = await ffmpeg.ProbeAsync(source, cancellation) ?? throw Refused(ImportFault.NotAudio, "is not audio, or of a kind that is not read here.");
            var loudness = await MeasureAsync(source, samples, info, cancellation);
            var levelling = await AimAsync(samples, loudness, cancellation);
            var made = await MakeUntilRightAsync(samples, loudness, levelling, cancellation);
            return await TakeAsync(made, info, loudness, cancellation);
        }
        finally
        {
            File.Delete(samples);
        }
    }

    private async Task<Loudness> MeasureAsync(string source, string samples, SourceInfo info, CancellationToken cancellation)
    {
        var check = new SourceCheck(name, options);
        check.BeforeDecoding(info, new FileInfo(source).Length);
        var expected = info.Length ?? options.MaxLength;
        var loudness = await ffmpeg.MeasureAsync(source, samples, at => Report(MeasuredAt * Part(at, expected)), cancellation)
            ?? throw Refused(ImportFault.Undecodable, $"could not be decoded ({info.Codec} in {info.Container}).");
        check.AfterDecoding(info, loudness, MinLength);
        return loudness;
    }

    // Where the limiter will bite, trials without Opus tell how much loudness it takes: far cheaper than a second encoding.
    private async Task<Levelling> AimAsync(string samples, Loudness loudness, CancellationToken cancellation)
    {
        var levelling = Levelling.First(loudness, options);
        for (var trials = 0; trials < MaxTries && levelling.Limits(loudness); trials++)
        {
            var lufs = await ffmpeg.LoudnessAsync(samples, levelling.Filter(), cancellation);
            var next = lufs is null ? levelling : levelling.AfterTrial(lufs.Value, options);
            if (next == levelling)
            {
                break;
            }

            levelling = next;
        }

        return levelling;
    }

    private async Task<Made> MakeUntilRightAsync(string samples, Loudness loudness, Levelling levelling, CancellationToken cancellation)
    {
        var made = await MakeAsync(samples, loudness, levelling, FirstTryAt, cancellation);
        RefuseAirRaidSignals(made);
        for (var tries = 1; tries < MaxTries && !Levelling.Accepts(Heard(made), options); tries++)
        {
            var next = made.Levelling.After(Heard(made), loudness, options);
            if (next == made.Levelling)
            {
                break;
            }

            File.Delete(made.WorkFile);
            made = await MakeAsync(samples, loudness, next, 1, cancellation);
        }

        return made;
    }

    // As it was levelled, so that a quiet signal is heard as the village would hear it.
    private void RefuseAirRaidSignals(Made made)
    {
        if (arrange is null && made.Encoder.AirRaidProblem() is { } problem)
        {
            File.Delete(made.WorkFile);
            throw Refused(ImportFault.AirRaidSignal, problem);
        }
    }

    // What was put around it has a loudness of its own: of the whole only the peaks count.
    private Loudness Heard(Made made) => arrange is null ? made.Result : made.Result with { Lufs = options.TargetLufs };

    private async Task<Made> MakeAsync(string samples, Loudness loudness, Levelling levelling, double endsAt, CancellationToken cancellation)
    {
        var workFile = files.NewWorkFile();
        var encoder = new OpusFileEncoder(options.BitrateKbps, options.Complexity);
        var total = loudness.Length;
        void At(long samples) => Report(MeasuredAt + ((endsAt - MeasuredAt) * Part(TimeSpan.FromSeconds(samples / 48000.0), total)));
        try
        {
            // ffmpeg listens to the very file while it is being written.
            var result = await ffmpeg.MeasureAsync(
                (listener, token) => EncodeAsync(samples, levelling, encoder, workFile, listener, At, token), cancellation)
                ?? throw new InvalidOperationException($"ffmpeg could not read what was made of \"{name}\".");
            return new Made(workFile, levelling, result, encoder);
        }
        catch
        {
            File.Delete(workFile);
            throw;
        }
    }

    private async Task EncodeAsync(
        string samples, Levelling levelling, OpusFileEncoder encoder, string workFile, Stream listener, Action<long> at, CancellationToken cancellation)
    {
        await using var file = File.Create(workFile);
        await using var both = new TeeStream(file, listener);
        var end = await ffmpeg.FilterAsync(
            samples, levelling.Filter(), (pcm, token) => Task.Run(() => encoder.Encode(Arranged(pcm), both, at, token), token), cancellation);
        if (end.ExitCode != 0)
        {
            throw new InvalidOperationException($"ffmpeg could not level \"{name}\": {end.Errors}");
        }
    }

    private Stream Arranged(Stream pcm)
    {
        if (arrange is null)
        {
            return pcm;
        }

        using var levelled = new MemoryStream();
        pcm.CopyTo(levelled);
        var samples = MemoryMarshal.Cast<byte, short>(levelled.GetBuffer().AsSpan(0, (int)levelled.Length)).ToArray();
        return new MemoryStream(MemoryMarshal.AsBytes(arrange(samples).AsSpan()).ToArray());
    }

    private async Task<ImportedAudio> TakeAsync(Made made, SourceInfo info, Loudness loudness, CancellationToken cancellation)
    {
        var size = new FileInfo(made.WorkFile).Length;
        var waveform = made.Encoder.Waveform();
        var hash = await files.TakeAsync(made.WorkFile, waveform, cancellation);
        Report(1);
        return new ImportedAudio(
            hash, made.Encoder.LengthSamples, made.Encoder.Packets, made.Encoder.PreSkip, loudness.Lufs, loudness.TruePeakDb,
            made.Result.Lufs, made.Result.TruePeakDb, made.Levelling.GainDb, size, $"{info.Container} {info.Codec}", waveform);
    }

    private double _reported;

    private void Report(double part)
    {
        if (part > _reported)
        {
            _reported = part;
            progress?.Report(part);
        }
    }

    private static double Part(TimeSpan done, TimeSpan whole) => Math.Clamp(done / whole, 0, 1);

    private AudioRefusedException Refused(ImportFault fault, string reason) => new(name, fault, reason);

    private sealed record Made(string WorkFile, Levelling Levelling, Loudness Result, OpusFileEncoder Encoder);
}
