using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Health;

public sealed class BoardFaultsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly JournalFeed _journal = new();
    private readonly FakeRelayBoard _board;
    private readonly FaultBoard _faults;

    public BoardFaultsTests()
    {
        _board = new FakeRelayBoard(_time);
        _faults = new FaultBoard(_journal, _time);
        new BoardFaults(_board, _faults, _journal).StartAsync(TestContext.Current.CancellationToken);
    }

    private IEnumerable<FaultCode> Standing => _faults.Standing.Select(fault => fault.Code);

    [Fact]
    public void A_lost_board_is_a_fault_until_it_answers()
    {
        _board.Say(RelayLink.Lost, "the port is gone");
        Assert.Equal([FaultCode.BoardLost], Standing);
        Assert.Equal("the port is gone", _faults.Standing[0].Detail);

        _board.Say(RelayLink.Connected, null);
        Assert.Empty(Standing);
    }

    [Fact]
    public void Another_device_is_told_apart_from_a_lost_board()
    {
        _board.Say(RelayLink.Lost, "something answers", BoardTrouble.Foreign);
        Assert.Equal([FaultCode.BoardForeign], Standing);

        _board.Say(RelayLink.Lost, "silence");
        Assert.Equal([FaultCode.BoardLost], Standing);
    }

    [Fact]
    public void A_welded_and_a_dead_contact_are_faults_until_they_agree()
    {
        _board.Welded = 0b100;
        _board.Dead = 0b001;
        _board.Hold(0b011);
        Assert.Equal([FaultCode.ContactDead, FaultCode.ContactWelded], Standing.Order().Reverse());

        (_board.Welded, _board.Dead) = (0, 0);
        _board.Hold(0);
        Assert.Empty(Standing);
    }

    [Fact]
    public void A_contact_closed_by_the_key_is_not_welded()
    {
        _board.Welded = 0b011;
        _board.Readings = new BoardReadings { LocalOverride = true };
        _board.Hold(0);

        Assert.Equal([FaultCode.LocalOverride], Standing);
    }

    [Fact]
    public void A_board_that_reads_nothing_back_is_unconfirmed_and_neither_welded_nor_dead()
    {
        _board.ReadsBack = false;
        _board.Welded = 0b100;
        _board.Hold(0b011);

        Assert.Equal([FaultCode.BoardUnconfirmed], Standing);
        Assert.Null(_board.State.Confirmed);
    }

    [Theory]
    [InlineData(nameof(BoardTrouble.HardCap), FaultCode.HardCap)]
    [InlineData(nameof(BoardTrouble.Restarted), FaultCode.BoardReset)]
    [InlineData(nameof(BoardTrouble.Noise), FaultCode.SerialErrors)]
    public void What_the_board_says_of_itself_is_a_fault_while_it_says_so(string trouble, FaultCode code)
    {
        _board.Say(RelayLink.Connected, null, Enum.Parse<BoardTrouble>(trouble));
        Assert.Equal([code], Standing);

        _board.Say(RelayLink.Connected, null);
        Assert.Empty(Standing);
    }

    [Fact]
    public void Each_change_of_the_relays_goes_into_the_journal_once()
    {
        _board.Hold(0b011);
        _board.Hold(0b011);
        _board.Hold(0);

        var notes = new List<JournalNote>();
        while (_journal.Notes.TryRead(out var note))
        {
            notes.Add(note);
        }

        Assert.Equal([(3, 3), (0, 0)], notes.Select(note => (note.Relay!.Asked, note.Relay.Read!.Value)));
    }
}
