using System.Globalization;
using System.Security.Cryptography;
using CloudBroadcast.DeviceAgent.Enrolment;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Terminal;

/// <summary><c>cloudbroadcast-agent journal</c>: prints the gateway's record, beside a running agent or without one, and says whether it is whole.</summary>
internal static class JournalCommand
{
    /// <summary>The word on the command line.</summary>
    public const string Name = "journal";

    private const string SinceOption = "--since";
    private const string FollowFlag = "--follow";

    // A file that is written just now is asked for again; a person is slower than this.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <summary>What may be typed.</summary>
    public static CommandForm Form { get; } = new(
        "cloudbroadcast-agent journal [--since 2026-11-27T08:00|90m|12h|3d] [--follow] [--config FILE]", Flags: [FollowFlag], Values: [SinceOption]);

    /// <summary>Prints it; the last line says "chain whole", or where it breaks first.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter says, TimeProvider time, CancellationToken cancellation)
    {
        var typed = CommandLine.Parse(arguments, Form);
        var since = typed.Value(SinceOption) is { } text ? SinceOf(text, time) : DateTimeOffset.MinValue;
        var configuration = AgentConfiguration.Read(typed);
        var store = configuration["Store:Folder"] ?? new StoreOptions().Folder;
        using var keys = OwnKey(configuration["Link:Folder"] ?? new LinkOptions().Folder);
        var walk = new Walk(store, keys, since, says);
        var exitCode = await walk.GoOnAsync(isFirst: true);
        while (typed.Has(FollowFlag) && exitCode == ExitCode.Good)
        {
            await Task.Delay(LookAgain, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellation.IsCancellationRequested)
            {
                break;
            }

            exitCode = await walk.GoOnAsync(isFirst: false);
        }

        return exitCode;
    }

    /// <summary>An instant, a wall time of this machine, or how long ago: minutes, hours, days.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    internal static DateTimeOffset SinceOf(string text, TimeProvider time)
    {
        if (text.Length > 1 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && count < 100_000)
        {
            TimeSpan? ago = text[^1] switch
            {
                'm' => TimeSpan.FromMinutes(count),
                'h' => TimeSpan.FromHours(count),
                'd' => TimeSpan.FromDays(count),
                _ => null,
            };
            if (ago is { } back)
            {
                return time.GetUtcNow() - back;
            }
        }

        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var instant))
        {
            throw new FormatException($"{SinceOption} is '{text}'; give a time such as 2026-11-27T08:00 or 2026-11-27T00:00Z, or how long ago: 90m, 12h, 3d.");
        }

        return instant.Kind == DateTimeKind.Utc ? instant : TimeZoneInfo.ConvertTimeToUtc(instant, time.LocalTimeZone);
    }

    private static TrustedKeys OwnKey(string folder)
    {
        var path = Path.Combine(folder, IdentityFolder.KeyFile);
        var keys = new TrustedKeys();
        try
        {
            keys.AddPem(File.ReadAllText(path));
            return keys;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LinkFileException($"{path}: no such file, so no signature can be checked; enrol this gateway, or name its folder with --Link:Folder=FOLDER.");
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new LinkFileException($"{path}: {error.Message.TrimEnd('.')}, so no signature can be checked; enrol this gateway again.");
        }
    }

    private sealed class Walk(string store, TrustedKeys keys, DateTimeOffset since, TextWriter says)
    {
        private JournalHead? _last;
        private JournalHead? _first;
        private string? _break;
        private long _count;

        public async Task<int> GoOnAsync(bool isFirst)
        {
            foreach (var read in JournalReader.Read(store, keys, _last))
            {
                _count++;
                _first ??= read.Head;
                _last = read.Head ?? _last;
                _break ??= read.Problem is null ? null : $"{(read.Entry is { } broken ? $"at entry {broken.Sequence}" : $"behind entry {_last?.Sequence ?? 0}")}: {read.Problem}";
                if (read.Entry is null || read.Problem is not null || read.Entry.At >= since)
                {
                    await says.WriteLineAsync(JournalReader.Line(read));
                }
            }

            if (isFirst || _break is not null)
            {
                await says.WriteLineAsync(Verdict());
            }

            return _break is null ? ExitCode.Good : ExitCode.Failed;
        }

        private string Verdict() =>
            _break is not null ? $"chain broken {_break}"
            : _first is null ? $"chain whole: there is no entry yet in {store}"
            : $"chain whole: {_count} entries, {_first.Sequence} to {_last!.Sequence}, each bound to the one before and signed by this gateway";
    }
}
