using CloudBroadcast.Controller.Broker;
using CloudBroadcast.Protocol;
using MQTTnet;

namespace CloudBroadcast.Controller.Broadcasts;

public class StreamRightsTests
{
    private const string Village = "620321104203";
    private const string Own = "gw-" + Village;
    private const string Other = "gw-620321104204";

    [Fact]
    public async Task Only_a_gateway_that_the_order_names_may_hear_its_stream_also_after_a_restart_and_until_it_is_over()
    {
        var folder = Directory.CreateTempSubdirectory("town-").FullName;
        Broadcast broadcast;
        await using (var town = new CastTown(folder))
        {
            var (programme, _) = await town.AddProgrammeAsync(50 * 60);
            await using var own = await town.ConnectAsync(Own);
            await using var other = await town.ConnectAsync(Other);
            broadcast = await town.StartAsync(programme, Village);
            await town.NextOrderAsync(own);
            Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS0, await own.SubscribeAsync(Topics.Stream(broadcast.StreamId)));
            Assert.NotEqual(MqttClientSubscribeResultCode.GrantedQoS0, await other.SubscribeAsync(Topics.Stream(broadcast.StreamId)));
        }

        await using (var town = new CastTown(folder))
        {
            town.Host.Start();
            Assert.True(town.Host.Get<StreamLane>().IsAddressed(broadcast.StreamId, Own));
            Assert.False(town.Host.Get<StreamLane>().IsAddressed(broadcast.StreamId, Other));

            await town.PostAsync($"/api/broadcasts/{broadcast.Id}/stop", new { reason = "test" });
            await town.UntilAsync(broadcast.Id, known => known.EndedAt is not null);
            await WaitAsync(() => !town.Host.Get<StreamLane>().IsAddressed(broadcast.StreamId, Own));
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
