using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Operators.Audit;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Library.Columns;

/// <summary>
/// Looks at the folders and feeds of the columns: what is new becomes a programme, a draft like any, and the column's last
/// episode.
/// </summary>
internal sealed partial class ColumnWatch(
    ColumnLibrary columns,
    ColumnFolders folders,
    FeedClient feeds,
    AudioImport import,
    AudioFiles files,
    ProgrammeLibrary library,
    IOptions<ColumnOptions> options,
    TimeProvider time,
    ILogger<ColumnWatch> log) : BackgroundService
{
    // What could not be taken is said this long.
    private static readonly TimeSpan Said = TimeSpan.FromDays(7);

    private readonly SemaphoreSlim _one = new(1, 1);

    // By column: the files that the last look has seen, with size and time.
    private readonly ConcurrentDictionary<Guid, IReadOnlySet<string>> _seen = new();

    /// <summary>Looks once at all that is due.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            foreach (var column in await columns.ListAsync(cancellationToken))
            {
                if (IsDue(column))
                {
                    await LookAsync(column, cancellationToken);
                }
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.FolderEvery, time);
        do
        {
            try
            {
                await LookAsync(stoppingToken);
            }
#pragma warning disable CA1031 // A database that is busy or gone for a while must not end the watch for ever; the next round looks again.
            catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailed(error);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private bool IsDue(Column column) => column.Source switch
    {
        ColumnSource.Folder => true,
        ColumnSource.Feed => column.LookedAt is not { } at || time.GetUtcNow() - at >= options.Value.FeedEvery,
        _ => false,
    };

    private async Task LookAsync(Column column, CancellationToken cancellationToken)
    {
        string? trouble;
        var tag = column.FeedTag;
        try
        {
            if (column.Source is ColumnSource.Folder)
            {
                await FolderAsync(column, cancellationToken);
            }
            else
            {
                tag = await FeedAsync(column, cancellationToken);
            }

            trouble = await RefusedAsync(column, cancellationToken);
        }
        catch (DirectoryNotFoundException)
        {
            trouble = $"文件夹“{column.Folder}”不在了，或者不再允许用它。请找运维，或者换一个文件夹。";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or HttpRequestException or TimeoutException or XmlException)
        {
            LogTrouble(column.Title, error.Message);
            trouble = TroubleOf(column, error);
        }

        // A folder is looked at each minute: what is as it was is not written down.
        if (column.Source is ColumnSource.Feed || trouble != column.Trouble || column.LookedAt is null)
        {
            await columns.NoteLookAsync(column.Id, trouble, tag, cancellationToken);
        }
    }

    private async Task FolderAsync(Column column, CancellationToken cancellationToken)
    {
        var there = folders.FilesOf(column.Folder ?? "") ?? throw new DirectoryNotFoundException($"The folder \"{column.Folder}\" is not offered any more.");
        var now = there.Select(file => (File: file, Key: KeyOf(string.Create(CultureInfo.InvariantCulture, $"{file.Name}|{file.Length}|{file.LastWriteTimeUtc.Ticks}")))).ToList();
        var before = _seen.GetValueOrDefault(column.Id);
        _seen[column.Id] = now.Select(file => file.Key).ToHashSet(StringComparer.Ordinal);
        var taken = await columns.TakenAsync(column.Id, cancellationToken);
        foreach (var (file, key) in now.Where(file => !taken.ContainsKey(file.Key)))
        {
            // What is still being copied has another size or time at the next look.
            if (before?.Contains(key) == true)
            {
                await using var audio = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read);
                await TakeAsync(column, key, file.Name, LibraryRules.TitleOf(file.Name), () => import.ImportAsync(audio, file.Name, progress: null, cancellationToken), cancellationToken);
            }
        }
    }

    // The tag of what was read whole; null while some of it waits.
    private async Task<string?> FeedAsync(Column column, CancellationToken cancellationToken)
    {
        var address = new Uri(column.FeedUrl!);
        if (await feeds.FeedAsync(address, column.FeedTag, cancellationToken) is not var (feed, tag))
        {
            return column.FeedTag;
        }

        using var stream = new MemoryStream(feed);
        var taken = await columns.TakenAsync(column.Id, cancellationToken);
        var fresh = FeedReader.Read(stream, address).TakeLast(options.Value.FeedEntries).Where(entry => !taken.ContainsKey(KeyOf(entry.Id))).ToList();
        foreach (var entry in fresh.Take(options.Value.FeedAtOnce))
        {
            await EntryAsync(column, entry, cancellationToken);
        }

        // While some of it waits for the next look, the feed must be read again though it is the same.
        return fresh.Count > options.Value.FeedAtOnce ? null : tag;
    }

    private async Task EntryAsync(Column column, FeedEntry entry, CancellationToken cancellationToken)
    {
        var path = files.NewWorkFile();
        try
        {
            await feeds.AudioAsync(entry.Audio, path, cancellationToken);
            var file = Uri.UnescapeDataString(entry.Audio.Segments[^1]);
            var (name, title) = entry.Title.Length > 0 ? (entry.Title, Plain(entry.Title)) : (file, LibraryRules.TitleOf(file));
            await TakeAsync(column, KeyOf(entry.Id), name, title, () => import.ImportFileAsync(path, name, progress: null, cancellationToken), cancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task TakeAsync(
        Column column, string key, string name, string title, Func<Task<ImportedAudio>> importAsync, CancellationToken cancellationToken)
    {
        Guid? programme = null;
        try
        {
            var audio = await importAsync();
            var called = await FreeTitleAsync(title.Length > 0 ? title : column.Title, audio, cancellationToken);
            programme = (await library.AddAsync(audio, called, column.Category, new AudioSource(ProgrammeOrigin.Uploaded), Actor.Controller, cancellationToken)).Programme.Id;
            LogTaken(column.Title, called);
        }
        catch (AudioRefusedException refused)
        {
            LogTrouble(column.Title, refused.Message);
        }
        catch (LibraryConflictException conflict)
        {
            // Somebody has taken the title in this moment; the next look finds another.
            LogTrouble(column.Title, conflict.Message);
            return;
        }

        var said = Plain(name);
        await columns.TakeAsync(column.Id, new ColumnItem { ColumnId = column.Id, Key = key, Name = said.Length > 0 ? said : column.Title, ProgrammeId = programme, At = time.GetUtcNow() }, cancellationToken);
    }

    private async Task<string?> RefusedAsync(Column column, CancellationToken cancellationToken) =>
        await columns.LastRefusedAsync(column.Id, time.GetUtcNow() - Said, cancellationToken) is { } last
            ? $"“{last.Name}”不是能用的音频，没有进来。请重新导出一份，换个名字再放。"
            : null;

    // What stands in a title may stand there.
    private static string Plain(string text)
    {
        var plain = new string([.. text.Where(c => !char.IsControl(c))]).Trim();
        return plain.Length > LibraryRules.MaxTitleChars ? plain[..LibraryRules.MaxTitleChars].TrimEnd() : plain;
    }

    // Two episodes may be called alike and sound different.
    private async Task<string> FreeTitleAsync(string wanted, ImportedAudio audio, CancellationToken cancellationToken)
    {
        var known = (await library.ListAsync(cancellationToken)).ToDictionary(programme => programme.Title, programme => programme.ContentHash, StringComparer.Ordinal);
        for (var number = 1; ; number++)
        {
            var behind = number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"（{number}）");
            var title = (wanted.Length + behind.Length > LibraryRules.MaxTitleChars ? wanted[..(LibraryRules.MaxTitleChars - behind.Length)].TrimEnd() : wanted) + behind;
            if (!known.TryGetValue(title, out var hash) || hash == audio.ContentHash)
            {
                return title;
            }
        }
    }

    private static string KeyOf(string identity) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)));

    private static string TroubleOf(Column column, Exception error) => (column.Source, error) switch
    {
        (ColumnSource.Folder, _) => $"文件夹“{column.Folder}”里有文件读不了。请看看权限，下一分钟再试。",
        (_, XmlException) => "这个地址给的不是播客订阅（RSS）。请检查地址。",
        (_, TimeoutException) => "对方太慢，没有取完。过一会儿自己再试。",
        (_, HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }) => "对方给的文件太大，没有取。请换一个订阅。",
        _ => "这个地址打不开，过一会儿自己再试。一直这样，请检查地址，或者问运维能不能上网。",
    };

    [LoggerMessage(LogLevel.Error, "The columns could not be looked at; tried again.")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(LogLevel.Information, "The column \"{Column}\" has a new episode, \"{Title}\".")]
    private partial void LogTaken(string column, string title);

    [LoggerMessage(LogLevel.Warning, "The column \"{Column}\" could not take something: {Problem}")]
    private partial void LogTrouble(string column, string problem);
}
