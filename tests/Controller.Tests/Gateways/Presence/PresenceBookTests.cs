using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.Controller.Gateways.Presence;

public sealed class PresenceBookTests : IAsyncDisposable
{
    private const string Id = "gw-620321104200";
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(Noon);
    private readonly TownHost _town = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // With a clock of its own: the town's recorder writes nothing while no gateway speaks.
    private PresenceBook Book => new(_town.Get<IDbContextFactory<TownDbContext>>(), _time);

    public ValueTask DisposeAsync() => _town.DisposeAsync();

    [Fact]
    public async Task After_a_restart_the_time_without_a_controller_is_unknown_and_a_second_start_adds_nothing()
    {
        await Book.NoteAsync([new PresenceChange { GatewayId = Id, At = Noon.AddMinutes(-10), Standing = PresenceStanding.Online }], Stop);
        _time.SetUtcNow(Noon.AddMinutes(20));

        Assert.Equal(PresenceStanding.Unknown, (await Book.BeginAsync(Stop))[Id]);
        _time.SetUtcNow(Noon.AddMinutes(30));
        await Book.BeginAsync(Stop);

        await using var database = _town.OpenDatabase();
        Assert.Equal(2, await database.PresenceChanges.CountAsync(Stop));
        var online = (await Book.ReadAsync(Id, Noon.AddMinutes(-10), Stop)).Of(Noon.AddMinutes(-10), Noon.AddMinutes(30));
        Assert.Equal((10, 0, 30), ((int)online.Online.TotalMinutes, (int)online.Offline.TotalMinutes, (int)online.Unknown.TotalMinutes));
    }

    [Fact]
    public async Task What_is_too_old_goes_but_how_it_stood_then_stays()
    {
        await Book.NoteAsync(
        [
            new PresenceChange { GatewayId = Id, At = Noon.AddDays(-500), Standing = PresenceStanding.Offline },
            new PresenceChange { GatewayId = Id, At = Noon.AddDays(-450), Standing = PresenceStanding.Online },
            new PresenceChange { GatewayId = Id, At = Noon.AddDays(-10), Standing = PresenceStanding.Offline },
        ], Stop);

        Assert.Equal(1, await Book.PruneAsync(Stop));

        Assert.Equal(0, await Book.PruneAsync(Stop));
        Assert.Equal([PresenceStanding.Online, PresenceStanding.Offline], (await Book.ReadAsync(Id, Noon.AddDays(-30), Stop)).Spans.Select(span => span.Standing));
        Assert.Equal(20.0 / 30, (await Book.OnlineAsync(Noon.AddDays(-30), Stop))[Id].Share!.Value, 6);
    }
}
