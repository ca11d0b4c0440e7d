using System.Net;
using System.Text.Json;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Broadcasts;

public class BroadcastTests
{
    private const string Village = "620321104200";
    private const string Gateway = "gw-620321104200";
    private const string Other = "620321104201";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_programme_reaches_the_gateway_whole_and_closes_with_its_evidence()
    {
        await using var town = new CastTown();
        var (programme, packets) = await town.AddProgrammeAsync(130);
        await using var gateway = await town.ConnectAsync(Gateway);

        var broadcast = await town.StartAsync(programme, Village);
        var order = await town.NextOrderAsync(gateway);
        await gateway.SubscribeAsync(Topics.Stream(order.Play!.StreamId));
        await CastTown.ReportAsync(gateway, order, PlaybackStage.Received);
        var bundles = await town.StreamAsync(gateway);
        await CastTown.ReportAsync(gateway, order, PlaybackStage.Finished, evidence: CastTown.Evidence(order.Play.StartAt, 130));
        var closed = await town.UntilAsync(broadcast.Id, known => known.EndedAt is not null);

        Assert.Equal([Gateway], order.Targets.Select(target => target.Gateway));
        Assert.Equal((broadcast.Id, programme.ContentHash, 130), (order.Play.BroadcastId, order.Play.Items[0].Sha256, order.Play.Items[0].Packets));
        Assert.Equal(packets.Select(packet => packet.ToArray()), bundles.SelectMany(bundle => bundle.Packets).Select(packet => packet.ToArray()));
        Assert.All(bundles, bundle => Assert.Equal(ToUs(order.Play.StartAt) + bundle.FirstPacket * Opus.PacketUs, bundle.PresentationUs));
        Assert.Equal((BroadcastState.Finished, PlaybackState.Played), (closed.State, closed.Playbacks[0].State));
        Assert.Equal(400, closed.Playbacks[0].Evidence!.FirstSampleErrorUs);
    }

    [Fact]
    public async Task A_text_is_spoken_and_played()
    {
        await using var town = new CastTown();

        var answer = await town.PostAsync("/api/broadcasts", new { text = "请各位村民注意防火。", areas = new[] { Village } });
        var broadcast = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement;

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("请各位村民注意防火。", broadcast.GetProperty("title").GetString());
        Assert.InRange(broadcast.GetProperty("lengthMs").GetInt64(), 1000, 15_000);
    }

    [Fact]
    public async Task Equals_are_refused_with_the_reason_and_the_higher_interrupts()
    {
        await using var town = new CastTown();
        var (programme, _) = await town.AddProgrammeAsync(500);
        var first = await town.StartAsync(programme, Village);

        var equal = await town.PostAsync("/api/broadcasts", new { programmeId = programme.Id, areas = new[] { Village }, priority = "scheduled" });
        var elsewhere = await town.PostAsync("/api/broadcasts", new { programmeId = programme.Id, areas = new[] { Other }, priority = "scheduled" });
        var higher = await town.StartAsync(programme, Village, "liveTalk");
        var interrupted = await town.UntilAsync(first.Id, known => known.EndedAt is not null);

        Assert.Equal(HttpStatusCode.Conflict, equal.StatusCode);
        Assert.Contains($"（{Gateway}）在这段时间由同级或更高优先级的「节目 500」占用", await DetailOf(equal), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, elsewhere.StatusCode);
        Assert.Equal((BroadcastState.Interrupted, PlaybackState.Interrupted), (interrupted.State, interrupted.Playbacks[0].State));
        Assert.True(higher.OrderSequence > first.OrderSequence);
    }

    [Fact]
    public async Task A_stop_is_signed_and_ends_the_stream()
    {
        await using var town = new CastTown();
        var (programme, _) = await town.AddProgrammeAsync(3000);
        await using var gateway = await town.ConnectAsync(Gateway);
        var broadcast = await town.StartAsync(programme, Village);
        var play = await town.NextOrderAsync(gateway);
        await town.UntilAsync(broadcast.Id, known => known.State is BroadcastState.OnAir);

        var answer = await town.PostAsync($"/api/broadcasts/{broadcast.Id}/stop", new { reason = "试播结束" });
        var stop = await town.NextOrderAsync(gateway);
        await CastTown.ReportAsync(gateway, play, PlaybackStage.Interrupted, evidence: CastTown.Evidence(play.Play!.StartAt, 50));
        var closed = await town.UntilAsync(broadcast.Id, known => known.EndedAt is not null);
        var again = await town.PostAsync($"/api/broadcasts/{broadcast.Id}/stop");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((OrderAction.Stop, broadcast.Id, "试播结束"), (stop.Action, stop.Stop!.BroadcastId, stop.Stop.Reason));
        Assert.True(stop.Sequence > play.Sequence);
        Assert.Equal((BroadcastState.Interrupted, "试播结束", PlaybackState.Interrupted), (closed.State, closed.Reason, closed.Playbacks[0].State));
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task A_stop_of_all_names_every_gateway_and_ends_what_is_on_air()
    {
        await using var town = new CastTown();
        var (programme, _) = await town.AddProgrammeAsync(3000);
        await using var gateway = await FakeGateway.EnrolAsync(town.Host, Gateway);
        await gateway.ConnectAsync();
        await gateway.SubscribeAsync(Topics.AreaOrders("620321104000"));
        var broadcast = await town.StartAsync(programme, Village);

        var answer = await town.PostAsync("/api/broadcasts/stop", new { scope = "ordinary" });
        var stop = await town.NextOrderAsync(gateway);

        Assert.Contains(broadcast.Id.ToString(), await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal((StopScope.Ordinary, 12), (stop.Stop!.Scope, stop.Targets.Count));
    }

    [Fact]
    public async Task A_gateway_that_comes_back_gets_the_same_order_and_the_rest_of_the_stream()
    {
        await using var town = new CastTown();
        var (programme, _) = await town.AddProgrammeAsync(900);
        var broadcast = await town.StartAsync(programme, Village);

        await using var gateway = await town.ConnectAsync(Gateway);
        var order = await town.NextOrderAsync(gateway);

        Assert.Equal(broadcast.OrderSequence, order.Sequence);
        Assert.Equal(broadcast.PlannedStart, order.Play!.StartAt, TimeSpan.FromMicroseconds(1));
    }

    [Fact]
    public async Task A_report_that_another_gateway_signed_changes_nothing()
    {
        await using var town = new CastTown();
        var (programme, _) = await town.AddProgrammeAsync(900);
        await using var gateway = await town.ConnectAsync(Gateway);
        await using var stranger = await town.ConnectAsync("gw-620321104201");
        var broadcast = await town.StartAsync(programme, Village);
        var order = await town.NextOrderAsync(gateway);

        await CastTown.ReportAsync(stranger, order, PlaybackStage.Finished, evidence: CastTown.Evidence(order.Play!.StartAt, 900));
        await gateway.PublishAsync(Topics.GatewayReport(Gateway), [1, 2, 3], atLeastOnce: true);
        var id = Guid.NewGuid();
        await CastTown.ReportAsync(gateway, order, PlaybackStage.Received, id);
        await CastTown.ReportAsync(gateway, order, PlaybackStage.Received, id);
        var after = await town.UntilAsync(broadcast.Id, known => known.Playbacks[0].State is not PlaybackState.Expected);

        Assert.Equal((PlaybackState.Received, 1), (after.Playbacks[0].State, after.Playbacks.Count));
    }

    [Fact]
    public async Task Who_never_answers_is_named_when_the_time_is_over()
    {
        await using var town = new CastTown();
        var (programme, _) = await town.AddProgrammeAsync(20);

        var broadcast = await town.StartAsync(programme, Village);
        var closed = await town.UntilAsync(broadcast.Id, known => known.EndedAt is not null);

        Assert.Equal((BroadcastState.Failed, PlaybackState.NoAnswer), (closed.State, closed.Playbacks[0].State));
        Assert.Equal("1 个终端：无回应 1", closed.Reason);
    }

    [Fact]
    public async Task A_controller_that_starts_again_goes_on_at_the_live_position_and_never_reuses_a_number()
    {
        var folder = Directory.CreateTempSubdirectory("cast-").FullName;
        Guid id;
        long sequence;
        await using (var before = new CastTown(folder))
        {
            var (programme, _) = await before.AddProgrammeAsync(1500);
            var broadcast = await before.StartAsync(programme, Village);
            await before.UntilAsync(broadcast.Id, known => known.State is BroadcastState.OnAir);
            (id, sequence) = (broadcast.Id, broadcast.OrderSequence!.Value);
        }

        await using var after = new CastTown(folder);
        await using var gateway = await after.ConnectAsync(Gateway);
        var order = await after.NextOrderAsync(gateway);
        await gateway.SubscribeAsync(Topics.Stream(order.Play!.StreamId));
        var (_, bytes) = await gateway.NextAsync();
        using var keys = after.ControllerKeys();
        Assert.True(AudioBundle.TryOpen(bytes, keys, out var bundle, out _));
        await after.PostAsync($"/api/broadcasts/{id}/stop");
        var stop = await after.NextOrderAsync(gateway);

        Assert.Equal((id, sequence), (order.Play.BroadcastId, order.Sequence));
        Assert.True(bundle.FirstPacket > 0);
        Assert.True(stop.Sequence > sequence);
    }

    [Fact]
    public async Task Sequence_numbers_never_repeat_under_haste()
    {
        await using var town = new CastTown();
        var (programme, _) = await town.AddProgrammeAsync(50);

        await Parallel.ForEachAsync(Enumerable.Range(0, 11), Stop, async (village, _) => await town.StartAsync(programme, $"6203211042{village:00}"));
        await using var database = town.Host.OpenDatabase();
        var numbers = await database.Broadcasts.Select(broadcast => broadcast.OrderSequence).ToListAsync(Stop);

        Assert.Equal(11, numbers.Distinct().Count());
        Assert.All(numbers, number => Assert.True(number > 0));
    }

    [Theory]
    [InlineData("""{"areas":["620321104200"]}""", "programmeId", "exactly one of the three")]
    [InlineData("""{"programmeId":"0192a1b2-c3d4-e5f6-0718-293a4b5c6d7e","areas":["620321104200"]}""", "programmeId", "0192a1b2-c3d4-e5f6-0718-293a4b5c6d7e")]
    [InlineData("""{"text":"你好","areas":["620321104200"],"priority":"redAlert"}""", "priority", "RedAlert")]
    [InlineData("""{"text":"你好","areas":["620321104200"],"volumePercent":101}""", "volumePercent", "\"101\"")]
    [InlineData("""{"text":"你好","areas":[]}""", "areas", "GET /api/areas")]
    [InlineData("""{"text":"你好","areas":["620321104200"],"startAt":"2020-01-01T00:00:00Z"}""", "startAt", "2020-01-01")]
    public async Task A_bad_request_is_refused_with_field_value_and_what_is_allowed(string body, string field, string words)
    {
        await using var town = new CastTown();

        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var answer = await town.Host.Http.PostAsync("/api/broadcasts", content, Stop);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement;

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(words, problem.GetProperty("errors").GetProperty(field)[0].GetString(), StringComparison.Ordinal);
    }

    private static async Task<string?> DetailOf(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("detail").GetString();

    private static long ToUs(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
