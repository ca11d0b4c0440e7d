using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Gateways.Presence;

public sealed class PresenceRecorderTests
{
    private const string Id = "gw-620321104200";

    [Fact]
    public async Task Coming_and_going_is_recorded_once_each_however_often_a_gateway_speaks()
    {
        await using var town = new TownHost();
        await using var gateway = await (await FakeGateway.EnrolAsync(town, Id)).ConnectAsync();

        for (var sequence = 1; sequence <= 3; sequence++)
        {
            await gateway.PublishAsync(Topics.GatewayState(Id), gateway.Sign(DocumentKind.State, WireJson.Write(gateway.State(sequence))));
        }

        await UntilAsync(town, PresenceStanding.Online);
        await gateway.Client.DisconnectAsync(new(), TestContext.Current.CancellationToken);
        await UntilAsync(town, PresenceStanding.Online, PresenceStanding.Offline);
    }

    private static async Task UntilAsync(TownHost town, params PresenceStanding[] wanted)
    {
        // The recorder works by itself; each look is a question to the database that takes its time.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            await using var database = town.OpenDatabase();
            var found = await database.PresenceChanges.Where(change => change.GatewayId == Id).OrderBy(change => change.Number).Select(change => change.Standing).ToListAsync(limit.Token);
            if (found.SequenceEqual(wanted))
            {
                return;
            }

            Assert.True(found.Count <= wanted.Length, string.Join(' ', found));
        }
    }
}
