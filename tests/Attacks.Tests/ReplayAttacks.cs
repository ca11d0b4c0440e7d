using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Attacks;

/// <summary>Somebody who recorded what the town really said, and says it again; or holds a key that the town has lost.</summary>
public sealed class ReplayAttacks(Siege siege) : IClassFixture<Siege>
{
    private readonly Forgeries _forgeries = new(siege);

    private static string Orders => Topics.GatewayOrders(Siege.Village.GatewayId);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("after 1 s")]
    [InlineData("after 1 h")]
    [InlineData("after a restart of the agent")]
    [InlineData("after the clock was set back 10 min")]
    [InlineData("after the clock was set back 12 h, with a restart")]
    public async Task Replayed_broadcast(string when)
    {
        var (order, play) = await BroadcastAsync();
        try
        {
            switch (when)
            {
                case "after 1 s":
                    await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Stop);
                    break;
                case "after 1 h":
                    siege.Clock.Offset = TimeSpan.FromHours(1);
                    break;
                case "after a restart of the agent":
                    await siege.RestartAgentAsync();
                    break;
                case "after the clock was set back 10 min":
                    siege.Clock.Offset = TimeSpan.FromMinutes(-10);
                    break;
                default:
                    siege.Clock.Offset = TimeSpan.FromHours(-12);
                    await siege.RestartAgentAsync(untilClock: false);
                    break;
            }

            await siege.BeginWatchAsync();
            var before = siege.Seen()?.RefusedOrders ?? 0;

            await siege.InsideAsync(Orders, order);
            foreach (var bundle in Forgeries.Bundles(play))
            {
                await siege.InsideAsync(Topics.Stream(play.StreamId), bundle.Sign(_forgeries.Ordinary));
            }

            await siege.StateAsync(state => state.RefusedOrders > before);
            await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, Stop);
            await siege.AssertSilentAsync();
        }
        finally
        {
            siege.Clock.Offset = TimeSpan.Zero;
            await siege.RestartAgentAsync();
        }
    }

    [Fact]
    public async Task Fast_forward_of_the_sequence_with_a_leaked_key()
    {
        // A stop makes no sound, so that the last number there is costs the thief nothing.
        var leaked = _forgeries.Ordinary;
        var last = _forgeries.Play(long.MaxValue) with
        {
            Action = OrderAction.Stop,
            Play = null,
            Stop = new StopOrder { Scope = StopScope.Ordinary, Reason = "" },
        };
        await siege.InsideAsync(Orders, OrderCodec.Sign(last, leaked));
        await siege.BeginWatchAsync();
        var before = Siege.Refused(siege.Seen(), RefusalReason.OldSequence);
        await StartAsync();
        await siege.StateAsync(state => Siege.Refused(state, RefusalReason.OldSequence) > before);

        var revision = siege.Seen()!.ConfigurationRevision;
        using (var answer = await siege.Http.PostAsync(new Uri("/api/keys/ordinary/rotate", UriKind.Relative), null, Stop))
        {
            answer.EnsureSuccessStatusCode();
        }

        // The other eleven gateways were never enrolled: nobody waits for them.
        await siege.StateAsync(state => state.ConfigurationRevision > revision && siege.Town.Get<SigningKeys>().For(OrderClass.Ordinary).KeyId != leaked.KeyId);
        var (_, play) = await BroadcastAsync();

        // The old key counts no more, whatever number it gives.
        await siege.StateAsync(_ => siege.Town.Get<SigningKeys>().SetOf(SigningPurpose.Ordinary).Step is RotationStep.None);
        await siege.ReadyAsync();
        await siege.BeginWatchAsync();
        var unknown = Siege.Refused(siege.Seen(), RefusalReason.UnknownKey);
        await siege.InsideAsync(Orders, OrderCodec.Sign(_forgeries.Play(), leaked));
        await siege.StateAsync(state => Siege.Refused(state, RefusalReason.UnknownKey) > unknown);
        await siege.AssertSilentAsync();
        Assert.NotEqual(Guid.Empty, play.BroadcastId);
    }

    [Fact]
    public async Task Swapped_audio_in_the_library()
    {
        // Nobody has heard it yet: the library still has to read it from the disk.
        var programme = await siege.ImportToneAsync(660);
        var folder = Path.Combine(siege.Town.DataFolder, "library");
        var files = Directory.GetFiles(folder, "*.opus", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        var before = files.ToDictionary(file => file, File.ReadAllBytes);
        siege.Town.ErrorsAreExpected = true;
        await siege.BeginWatchAsync();
        try
        {
            foreach (var (file, bytes) in before)
            {
                var swapped = (byte[])bytes.Clone();
                swapped[^20] ^= 1;
                await File.WriteAllBytesAsync(file, swapped, Stop);
            }

            var id = await StartAsync(programme);
            var view = await siege.UntilOverAsync(id);

            Assert.Equal("failed", (string)view["state"]!);
            TestContext.Current.SendDiagnosticMessage((string?)view["reason"] ?? "");
            await siege.ReadyAsync();
            await siege.AssertSilentAsync(relaysMayMove: true);
        }
        finally
        {
            foreach (var (file, bytes) in before)
            {
                await File.WriteAllBytesAsync(file, bytes, CancellationToken.None);
            }
        }
    }

    private async Task<Guid> StartAsync(Guid? programme = null)
    {
        using var answer = await siege.Http.PostAsJsonAsync("/api/broadcasts", new { programmeId = programme ?? siege.Programme, areas = new[] { Siege.Village.Code } }, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return (Guid)(await answer.Content.ReadFromJsonAsync<JsonObject>(Stop))!["id"]!;
    }

    // The real thing, through to its end; the order as it went out.
    private async Task<(byte[] Order, PlayOrder Play)> BroadcastAsync()
    {
        await siege.BeginWatchAsync();
        var id = await StartAsync();
        var over = await siege.UntilOverAsync(id);
        Assert.True((string)over["state"]! == "finished", $"The genuine broadcast did not go through: {over}");
        Assert.True(await siege.PinsMovedAsync(), "The genuine broadcast moved no relay.");
        await siege.ReadyAsync();
        await using var database = siege.Town.OpenDatabase();
        var broadcast = await database.Broadcasts.AsNoTracking().SingleAsync(known => known.Id == id, Stop);
        Assert.True(WireJson.TryRead<Order>(Approval.PayloadOf(broadcast.SignedOrder).Span, out var order, out _));
        return (broadcast.SignedOrder!, order.Play!);
    }
}
