using System.Collections.Concurrent;
using System.Threading.Channels;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Library.Uploads;

/// <summary>Makes programmes of whole uploads, also of those that a stop of the controller left behind, and sweeps old ones.</summary>
internal sealed partial class UploadImports(
    IDbContextFactory<TownDbContext> databases,
    AudioFiles files,
    AudioImport import,
    ProgrammeLibrary library,
    IOptions<LibraryOptions> options,
    TimeProvider time,
    ILogger<UploadImports> log) : BackgroundService
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);

    private readonly Channel<Guid> _whole = Channel.CreateUnbounded<Guid>();
    private readonly ConcurrentDictionary<Guid, double> _progress = new();

    /// <summary>Queues an upload whose file is whole and whose state is <see cref="UploadState.Importing"/>.</summary>
    public void Add(Guid id) => _whole.Writer.TryWrite(id);

    /// <summary>Which part of an import is done, 0 to 1.</summary>
    public double ProgressOf(Guid id) => _progress.GetValueOrDefault(id);

    /// <summary>Forgets uploads that nobody has touched for long, with their files.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var since = time.GetUtcNow() - options.Value.UploadLife;
        var old = await database.Uploads.Where(upload => upload.TouchedAt < since && upload.State != UploadState.Importing).ToListAsync(cancellationToken);
        database.Uploads.RemoveRange(old);
        await database.SaveChangesAsync(cancellationToken);
        old.ForEach(upload => File.Delete(files.UploadFile(upload.Id)));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TakeUpAsync(stoppingToken);
        await Task.WhenAll([SweepNowAndThenAsync(stoppingToken), .. Enumerable.Range(0, options.Value.ParallelImports).Select(_ => WorkAsync(stoppingToken))]);
    }

    private async Task TakeUpAsync(CancellationToken stoppingToken)
    {
        await using var database = await databases.CreateDbContextAsync(stoppingToken);
        var left = await database.Uploads.Where(upload => upload.State == UploadState.Importing).Select(upload => upload.Id).ToListAsync(stoppingToken);
        left.ForEach(Add);
    }

    private async Task SweepNowAndThenAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SweepEvery, time);
        do
        {
            await SweepAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        await foreach (var id in _whole.Reader.ReadAllAsync(stoppingToken))
        {
            await ImportAsync(id, stoppingToken);
            _progress.TryRemove(id, out _);
        }
    }

    private async Task ImportAsync(Guid id, CancellationToken stoppingToken)
    {
        await using var database = await databases.CreateDbContextAsync(stoppingToken);
        if (await database.Uploads.SingleOrDefaultAsync(known => known.Id == id && known.State == UploadState.Importing, stoppingToken) is not { } upload)
        {
            return;
        }

        try
        {
            var audio = await import.ImportFileAsync(files.UploadFile(id), upload.FileName, new Told(part => _progress[id] = part), stoppingToken);
            var source = new AudioSource(upload.IsRecording ? ProgrammeOrigin.Recorded : ProgrammeOrigin.Uploaded);
            var added = await library.AddAsync(audio, upload.Title, upload.Category, source, new Actor(upload.Owner, upload.From), stoppingToken);
            (upload.State, upload.ProgrammeId) = (UploadState.Done, added.Programme.Id);
        }
        catch (AudioRefusedException refused)
        {
            (upload.State, upload.Fault, upload.Problem) = (UploadState.Refused, refused.Fault, refused.Message);
        }
        catch (LibraryConflictException taken)
        {
            (upload.State, upload.Fault, upload.Problem) = (UploadState.Refused, ImportFault.TitleTaken, taken.Message);
        }
        catch (Exception error) when (error is IOException or InvalidOperationException or DbUpdateException)
        {
            // A program that was ended because the controller stops says nothing of the file: it is taken up at the next start.
            stoppingToken.ThrowIfCancellationRequested();

            // Its owner must not wait for ever, and the other uploads not at all.
            LogBroken(upload.FileName, error);
            (upload.State, upload.Fault, upload.Problem) = (UploadState.Refused, ImportFault.Broken, "The controller failed to import it; its log says why.");
        }

        upload.TouchedAt = time.GetUtcNow();
        await database.SaveChangesAsync(stoppingToken);
        if (upload.State is UploadState.Done || upload.Fault is not (ImportFault.TitleTaken or ImportFault.Broken or ImportFault.TooSlow))
        {
            File.Delete(files.UploadFile(id));
        }
    }

    [LoggerMessage(LogLevel.Error, "The upload \"{FileName}\" could not be imported.")]
    private partial void LogBroken(string fileName, Exception error);

    // Progress<T> would hand each part to the pool, and parts overtake each other there.
    private sealed class Told(Action<double> tell) : IProgress<double>
    {
        public void Report(double value) => tell(value);
    }
}
