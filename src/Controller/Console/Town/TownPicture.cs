namespace CloudBroadcast.Controller.Console.Town;

/// <summary>
/// Keeps the one picture of the town that every open page shows. A change is drawn at most once a second, however many
/// gateways report and however many pages are open.
/// </summary>
internal sealed partial class TownPicture(TownReader reader, TownPulse pulse, TimeProvider clock, ILogger<TownPicture> log) : BackgroundService
{
    /// <summary>The shortest time between two pictures.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1);

    /// <summary>The longest: what follows from the clock alone (a start, an end, a silence) shows within this time.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private TownNow? _current;

    /// <summary>A new picture; raised on no particular thread.</summary>
    public event Action<TownNow>? Changed;

    /// <summary>The last picture while it is young, else one of this very moment.</summary>
    public async ValueTask<TownNow> FreshAsync(CancellationToken cancellationToken = default) =>
        _current is { } last && clock.GetUtcNow() - last.At < Calm ? last : await DrawAsync(cancellationToken);

    private async Task<TownNow> DrawAsync(CancellationToken cancellationToken) =>
        _current = await reader.ReadAsync(cancellationToken);

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
            if (Changed is { } tell)
            {
                tell(await DrawAsync(stoppingToken));
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The console's picture of the town could not be drawn")]
    private partial void LogNotDrawn(Exception problem);
}
