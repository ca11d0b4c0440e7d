using System.Collections.Concurrent;
using System.Globalization;

namespace CloudBroadcast.Controller.Console.Town;

/// <summary>
/// Keeps the one picture of the town that every open page shows, one for each language that is read. A change is drawn at most
/// once a second, however many gateways report and however many pages are open.
/// </summary>
internal sealed partial class TownPicture(TownReader reader, TownPulse pulse, TimeProvider clock, ILogger<TownPicture> log) : BackgroundService
{
    /// <summary>The shortest time between two pictures.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1);

    /// <summary>The longest: what follows from the clock alone (a start, an end, a silence) shows within this time.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<CultureInfo, (TownNow Now, int Edits)> _current = new();
    private readonly ConcurrentDictionary<Action<TownNow>, CultureInfo> _watchers = new();

    /// <summary>A new picture, in the language of whoever adds the handler; raised on no particular thread.</summary>
    public event Action<TownNow> Changed
    {
        add => _watchers[value] = CultureInfo.CurrentUICulture;
        remove => _watchers.TryRemove(value, out _);
    }

    /// <summary>The last picture while it is young and nobody has changed anything since, else one of this very moment.</summary>
    public async ValueTask<TownNow> FreshAsync(CancellationToken cancellationToken = default) =>
        _current.TryGetValue(CultureInfo.CurrentUICulture, out var last) && last.Edits == pulse.Edits && clock.GetUtcNow() - last.Now.At < Calm
            ? last.Now
            : await DrawAsync(cancellationToken);

    private async Task<TownNow> DrawAsync(CancellationToken cancellationToken)
    {
        var edits = pulse.Edits;
        var now = await reader.ReadAsync(cancellationToken);
        _current[CultureInfo.CurrentUICulture] = (now, edits);
        return now;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await DrawAndTellAsync(stoppingToken);
            await Task.Delay(Calm, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await pulse.WaitAsync(Longest - Calm, stoppingToken);
        }
    }

    private async Task DrawAndTellAsync(CancellationToken stoppingToken)
    {
        try
        {
            // While no page is open nothing is drawn: a page that comes asks for itself.
            foreach (var language in _watchers.Values.Distinct().ToList())
            {
                await TellAsync(language, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (System.Data.Common.DbException problem)
        {
            // The database is busy or away: the pages keep the last picture, the next try is seconds ahead.
            LogNotDrawn(problem);
        }
    }

    private async Task TellAsync(CultureInfo language, CancellationToken stoppingToken)
    {
        (CultureInfo.CurrentUICulture, CultureInfo.CurrentCulture) = (language, language);
        var now = await DrawAsync(stoppingToken);
        foreach (var (watcher, own) in _watchers)
        {
            if (own.Equals(language))
            {
                watcher(now);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The console's picture of the town could not be drawn")]
    private partial void LogNotDrawn(Exception problem);
}
