using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Broker;

public class RevocationTests(TownHost town) : IClassFixture<TownHost>
{
    private const string Other = "gw-620321104204";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gateway_whose_key_another_process_took_away_is_cut_off_by_the_next_sweep_and_no_other()
    {
        await using var revoked = await (await FakeGateway.EnrolAsync(town, "gw-620321104203")).ConnectAsync();
        await using var other = await (await FakeGateway.EnrolAsync(town, Other)).ConnectAsync();
        await other.SubscribeAsync(Topics.GatewayOrders(Other));
        await town.Get<RevocationSweep>().SweepAsync(Stop);
        Assert.True(revoked.Client.IsConnected);
        await using (var database = town.OpenDatabase())
        {
            await database.Gateways.Where(gateway => gateway.Id == revoked.Id)
                .ExecuteUpdateAsync(update => update.SetProperty(gateway => gateway.PublicKey, (byte[]?)null), Stop);
        }

        await town.Get<RevocationSweep>().SweepAsync(Stop);

        await revoked.Gone.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop);
        await town.Get<Postman>().PublishAsync(Topics.GatewayOrders(Other), new byte[] { 7 }, true, Stop);
        Assert.Equal([7], (await other.NextAsync()).Payload);
        await Assert.ThrowsAnyAsync<Exception>(() => revoked.ConnectAsync());
    }

    [Fact]
    public async Task A_gateway_that_has_got_a_new_key_loses_the_session_of_the_old_one()
    {
        await using var old = await (await FakeGateway.EnrolAsync(town, "gw-620321104205")).ConnectAsync();
        await using var renewed = await FakeGateway.EnrolAsync(town, "gw-620321104205");

        await town.Get<RevocationSweep>().SweepAsync(Stop);

        await old.Gone.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop);
        await renewed.ConnectAsync();
        await town.Get<RevocationSweep>().SweepAsync(Stop);
        await renewed.SubscribeAsync(Topics.GatewayOrders(renewed.Id));
        Assert.True(renewed.Client.IsConnected);
    }

    [Fact]
    public async Task The_postman_ends_a_session_at_once_and_bears_one_that_is_not_there()
    {
        await using var gateway = await (await FakeGateway.EnrolAsync(town, "gw-620321104206")).ConnectAsync();

        await town.Get<Postman>().DisconnectAsync(gateway.Id);

        await gateway.Gone.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop);
        await town.Get<Postman>().DisconnectAsync("gw-nobody");
    }
}
