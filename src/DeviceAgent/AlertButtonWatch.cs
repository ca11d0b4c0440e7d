using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Link;
using Microsoft.Extensions.Hosting;

namespace CloudBroadcast.DeviceAgent;

/// <summary>Follows the relay board's alert button: a press that the board counts is handed on once.</summary>
internal sealed class AlertButtonWatch(IRelayBoard board, AlertButton button) : BackgroundService
{
    private readonly Bell _bell = new();
    private int? _presses;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        board.Observed += Look;
        try
        {
            while (true)
            {
                await _bell.WaitAsync(stoppingToken);
                button.Press();
            }
        }
        finally
        {
            board.Observed -= Look;
        }
    }

    // A board that counts fewer than before was started anew, and what it counted since nobody has seen.
    private void Look(RelayBoardState state)
    {
        if (state.Readings?.AlertPresses is not { } presses)
        {
            return;
        }

        if (_presses is { } known && (presses > known || (presses < known && presses > 0)))
        {
            _bell.Ring();
        }

        _presses = presses;
    }
}
