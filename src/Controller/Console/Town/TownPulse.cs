using System.Threading.Channels;
using CloudBroadcast.Controller.Areas.Setup;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Library.Columns;
using CloudBroadcast.Controller.Library.Review;
using CloudBroadcast.Controller.Schedules;

namespace CloudBroadcast.Controller.Console.Town;

/// <summary>Collects "something changed" from the gateways, the broadcasts, the schedules, the columns, the reviews and the first run; many beats between two looks are one.</summary>
internal sealed class TownPulse : IDisposable
{
    private readonly Channel<bool> _beats = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly GatewayPresence _presence;
    private readonly OnAirBoard _board;
    private readonly ScheduleBook _schedules;
    private readonly ReviewBook _reviews;
    private readonly ColumnLibrary _columns;
    private readonly TownSetup _setup;
    private readonly TimeProvider _clock;
    private int _edits;

    public TownPulse(GatewayPresence presence, OnAirBoard board, ScheduleBook schedules, ReviewBook reviews, ColumnLibrary columns, TownSetup setup, TimeProvider clock)
    {
        (_presence, _board, _schedules, _reviews, _columns, _setup, _clock) = (presence, board, schedules, reviews, columns, setup, clock);
        _presence.Changed += OnGateway;
        _board.Changed += OnBroadcast;
        _schedules.Changed += OnEdit;
        _reviews.Changed += OnEdit;
        _columns.Changed += OnEdit;
        _setup.Changed += OnEdit;
    }

    public void Dispose()
    {
        _presence.Changed -= OnGateway;
        _board.Changed -= OnBroadcast;
        _schedules.Changed -= OnEdit;
        _reviews.Changed -= OnEdit;
        _columns.Changed -= OnEdit;
        _setup.Changed -= OnEdit;
    }

    /// <summary>How often people changed something; another number means that an older picture lacks what somebody just did.</summary>
    public int Edits => Volatile.Read(ref _edits);

    /// <summary>Returns at the next beat, after <paramref name="longest"/>, or when cancelled.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(longest, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _beats.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // Time is up: a look without a beat.
        }
    }

    private void OnGateway(string gatewayId) => Beat();

    private void OnBroadcast(Guid broadcastId) => Beat();

    private void OnEdit()
    {
        Interlocked.Increment(ref _edits);
        Beat();
    }

    private void Beat() => _beats.Writer.TryWrite(true);
}
