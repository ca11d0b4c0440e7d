using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Hosting;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>Watches the relay board: what is wrong with it goes to the fault board, each change of its relays into the journal.</summary>
internal sealed class BoardFaults(IRelayBoard board, FaultBoard faults, JournalFeed journal) : IHostedService
{
    private (ushort Asked, ushort? Read)? _last;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        board.Observed += Look;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        board.Observed -= Look;
        return Task.CompletedTask;
    }

    // The board raises from one task, so there is no lock here.
    private void Look(RelayBoardState state)
    {
        var isLost = state is { Link: RelayLink.Lost, Problem: not null };
        faults.Set(FaultCode.BoardForeign, isLost && state.Trouble.HasFlag(BoardTrouble.Foreign), state.Problem);
        faults.Set(FaultCode.BoardLost, isLost && !state.Trouble.HasFlag(BoardTrouble.Foreign), state.Problem);
        faults.Set(FaultCode.HardCap, state.Trouble.HasFlag(BoardTrouble.HardCap));
        faults.Set(FaultCode.BoardReset, state.Trouble.HasFlag(BoardTrouble.Restarted));
        faults.Set(FaultCode.SerialErrors, state.Trouble.HasFlag(BoardTrouble.Noise));
        if (state.Link == RelayLink.Connected)
        {
            faults.Set(FaultCode.BoardUnconfirmed, state.Contacts is null, state.Board);
            faults.Set(FaultCode.LocalOverride, state.Readings?.LocalOverride == true);
            LookAtContacts(state);
            Record(state);
        }
    }

    // A contact that still moves is neither welded nor dead, and one that is closed by the key neither.
    private void LookAtContacts(RelayBoardState state)
    {
        if (!state.Settled)
        {
            return;
        }

        var contacts = state.Readings?.LocalOverride == true ? state.Asked : state.Driven;
        var what = RelayMask.Disagreement(state.Asked, contacts);
        faults.Set(FaultCode.ContactWelded, (contacts & ~state.Asked) != 0, what);
        faults.Set(FaultCode.ContactDead, (state.Asked & ~contacts) != 0, what);
    }

    private void Record(RelayBoardState state)
    {
        var seen = (state.Asked, state.Contacts);
        if (!state.Settled || _last == seen)
        {
            return;
        }

        _last = seen;
        journal.Post(new JournalNote(JournalKind.Relay)
        {
            Relay = new RelayEntry { Asked = state.Asked, Read = state.Contacts },
            Detail = state.Problem,
        });
    }
}
