using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Library.Import;

/// <summary>Makes an uploaded or spoken sound a levelled Ogg Opus file of the library.</summary>
internal sealed partial class AudioImport(
    Ffmpeg ffmpeg, AudioFiles files, IOptions<LibraryOptions> options, TimeProvider time, ILogger<AudioImport> logger) : IDisposable
{
    private readonly LibraryOptions _options = options.Value;
    private readonly SemaphoreSlim _turns = new(options.Value.ParallelImports);

    /// <summary>Imports a stream of any kind of audio. <paramref name="name"/> is only said in errors, never used as a path.</summary>
    /// <exception cref="AudioRefusedException">It can't become a programme.</exception>
    public async Task<ImportedAudio> ImportAsync(
        Stream upload, string name, IProgress<double>? progress, CancellationToken cancellation)
    {
        var source = files.NewWorkFile();
        try
        {
            await SpoolAsync(upload, source, name, cancellation);
            return await ImportFileAsync(source, name, progress, cancellation);
        }
        finally
        {
            File.Delete(source);
        }
    }

    /// <summary>
    /// Imports a sound of our own making that other sounds are put around after it is levelled, so that it is as loud as alone.
    /// Whether it could be taken for an air-raid signal is not asked: a check that errs must not silence an alert.
    /// </summary>
    /// <param name="sound">Of any kind that can be imported.</param>
    /// <param name="name">Only said in errors.</param>
    /// <param name="arrange">Gets the levelled samples, 48 kHz, and gives what becomes the programme; it may be asked more than once.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="AudioRefusedException">It can't become a programme.</exception>
    public async Task<ImportedAudio> ImportArrangedAsync(
        Stream sound, string name, Func<short[], short[]> arrange, CancellationToken cancellation)
    {
        var source = files.NewWorkFile();
        try
        {
            await SpoolAsync(sound, source, name, cancellation);
            return await ImportInTurnAsync(source, name, progress: null, arrange, cancellation);
        }
        finally
        {
            File.Delete(source);
        }
    }

    /// <summary>Imports a file of ours, which stays where it is.</summary>
    /// <exception cref="AudioRefusedException">It can't become a programme.</exception>
    public Task<ImportedAudio> ImportFileAsync(
        string source, string name, IProgress<double>? progress, CancellationToken cancellation) =>
        ImportInTurnAsync(source, name, progress, arrange: null, cancellation);

    public void Dispose() => _turns.Dispose();

    private async Task<ImportedAudio> ImportInTurnAsync(
        string source, string name, IProgress<double>? progress, Func<short[], short[]>? arrange, CancellationToken cancellation)
    {
        await _turns.WaitAsync(cancellation);
        try
        {
            return await ImportInTimeAsync(source, name, progress, arrange, cancellation);
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task SpoolAsync(Stream upload, string path, string name, CancellationToken cancellation)
    {
        await using var file = File.Create(path);
        var buffer = new byte[81920];
        int got;
        while ((got = await upload.ReadAsync(buffer, cancellation)) > 0)
        {
            if (file.Position + got > _options.MaxUploadBytes)
            {
                throw new AudioRefusedException(name, ImportFault.TooLarge, $"is larger than {_options.MaxUploadBytes} bytes.");
            }

            await file.WriteAsync(buffer.AsMemory(0, got), cancellation);
        }

        if (file.Position == 0)
        {
            throw new AudioRefusedException(name, ImportFault.Empty, "is empty.");
        }
    }

    private async Task<ImportedAudio> ImportInTimeAsync(
        string source, string name, IProgress<double>? progress, Func<short[], short[]>? arrange, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(_options.ImportTimeLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var started = time.GetTimestamp();
            var audio = await new AudioImportRun(ffmpeg, files, _options, name, progress, arrange).RunAsync(source, both.Token);
            LogImported(name, audio.LengthSamples, audio.ContentHash, audio.LevelledLufs, audio.LevelledTruePeakDb, time.GetElapsedTime(started));
            return audio;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new AudioRefusedException(name, ImportFault.TooSlow, $"took longer than {_options.ImportTimeLimit} to read.");
        }
    }

    [LoggerMessage(LogLevel.Information, "Imported \"{Name}\": {Samples} samples as {ContentHash}, {Lufs} LUFS, peak {TruePeakDb} dB, in {Elapsed}")]
    private partial void LogImported(string name, long samples, string contentHash, double lufs, double truePeakDb, TimeSpan elapsed);
}
