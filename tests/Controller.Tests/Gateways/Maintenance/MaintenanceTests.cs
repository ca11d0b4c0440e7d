using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.Controller.Gateways.Maintenance;

public sealed class MaintenanceTests : IAsyncDisposable
{
    private const string Id = "gw-620321104200";
    private const string Path = $"/api/gateways/{Id}/maintenance";

    // Noon in the town.
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 4, 0, 0, TimeSpan.Zero));
    private readonly TownHost _town;

    public MaintenanceTests() => _town = new TownHost { Replace = services => services.AddSingleton<TimeProvider>(_time) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _town.DisposeAsync();

    [Fact]
    public async Task A_gateway_gets_the_signed_order_and_its_answers_are_shown()
    {
        await using var gateway = await OnlineAsync();

        var asked = await AskAsync(new { task = "relayTest", zone = 1 });

        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        var order = await OrderAsync(gateway);
        Assert.Equal((OrderAction.Maintain, OrderClass.Ordinary), (order.Action, order.Class));
        Assert.Equal(new MaintainOrder { Task = MaintenanceTask.RelayTest, Zone = 1 }, order.Maintain);
        Assert.Equal([Id], order.Targets.Select(target => target.Gateway));
        Assert.Equal(_time.GetUtcNow().AddMinutes(1), order.Expires);
        Assert.Equal((MaintenanceState.Sent, (DateTimeOffset?)null), StateOf(await NewestAsync()));

        await ReportAsync(gateway, order, PlaybackStage.Received);
        Assert.Equal((MaintenanceState.Received, _time.GetUtcNow()), StateOf(await NewestAsync()));
        await ReportAsync(gateway, order, PlaybackStage.Failed, "zone 1 reads open after it was switched on");

        var ended = await NewestAsync();
        Assert.Equal((order.OrderId, MaintenanceState.Failed, "zone 1 reads open after it was switched on"), (ended.Id, ended.State, ended.Detail));
        await using var database = _town.OpenDatabase();
        var entry = Assert.Single(database.AuditEntries.Where(entry => entry.Action == "gateway.maintain").ToList());
        Assert.Equal((Id, "token test"), (entry.Subject, entry.Who));
        Assert.Contains("\"relayTest\"", entry.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_gateway_said_last_is_not_taken_back_and_no_other_gateway_can_say_it()
    {
        await using var gateway = await OnlineAsync();
        await using var other = await FakeGateway.EnrolAsync(_town, "gw-620321104201");
        await AskAsync(new { task = "selfTest" });
        var order = await OrderAsync(gateway);

        await _town.Get<ReportIntake>().TakeAsync(Report(other, order, PlaybackStage.Refused, null));
        await ReportAsync(gateway, order, PlaybackStage.Received);
        await _town.Get<ReportIntake>().TakeAsync(Report(gateway, order, PlaybackStage.Refused, null));
        await ReportAsync(gateway, order, PlaybackStage.Finished);
        await _town.Get<ReportIntake>().TakeAsync(Report(gateway, order, PlaybackStage.Received, null));

        Assert.Equal(MaintenanceState.Done, (await NewestAsync()).State);
    }

    [Theory]
    [InlineData("""{"task":"relayTest"}""", "zone", "zone is \"\". Allowed: 0 for the amplifier's power, or a zone of the gateway: ")]
    [InlineData("""{"task":"relayTest","zone":8}""", "zone", "zone is \"8\". Allowed: 0 for")]
    [InlineData("""{"task":"chimeTest","zone":1}""", "zone", "zone is \"1\". Allowed: nothing but with the task \"relayTest\".")]
    [InlineData("""{"task":"logLevel"}""", "logLevel", "Allowed: debug, information, warning.")]
    [InlineData("""{"task":"restart","logLevel":"debug"}""", "logLevel", "Allowed: nothing but with the task \"logLevel\".")]
    [InlineData("""{"task":"update","package":"abc"}""", "package", "package is \"abc\". Allowed: the sha256 of a package of GET /api/packages.")]
    [InlineData("""{"task":"explode"}""", "task", "explode")]
    public async Task A_bad_wish_is_refused_with_the_value_and_what_is_allowed(string body, string field, string sentence)
    {
        await using var gateway = await OnlineAsync();

        using var answer = await _town.Http.PostAsync(Path, new StringContent(body, MediaTypeHeaderValue.Parse("application/json")), Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Contains(sentence, problem.GetProperty("errors").GetProperty(field)[0].GetString(), StringComparison.Ordinal);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task A_gateway_that_is_unknown_offline_or_in_its_curfew_is_asked_nothing()
    {
        _town.Settings["Gateways:Curfew"] = "11:30-13:00";
        using var unknown = await _town.Http.PostAsJsonAsync("/api/gateways/gw-0/maintenance", new { task = "selfTest" }, Stop);
        using var offline = await AskAsync(new { task = "selfTest" });
        await using var gateway = await OnlineAsync();

        using var chime = await AskAsync(new { task = "chimeTest" });
        using var silent = await AskAsync(new { task = "selfTest" });

        Assert.Equal(
            [HttpStatusCode.NotFound, HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.Accepted],
            [unknown.StatusCode, offline.StatusCode, chime.StatusCode, silent.StatusCode]);
        Assert.Contains("11:30-13:00", await chime.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(MaintenanceTask.SelfTest, Assert.Single(await ListAsync()).Task);
    }

    [Theory]
    [InlineData("chimeTest", null, false)]
    [InlineData("relayTest", 1, true)]
    [InlineData("selfTest", null, true)]
    [InlineData("restart", null, true)]
    public async Task What_the_village_hears_needs_the_right_to_speak_too(string task, int? zone, bool isAllowed)
    {
        await using var gateway = await OnlineAsync();
        using var technician = Machine(Right.Read, Right.ManageGateways);
        using var both = Machine(Right.Speak, Right.ManageGateways);

        using var without = await technician.PostAsJsonAsync(Path, new { task, zone }, Stop);
        using var with = await both.PostAsJsonAsync(Path, new { task, zone }, Stop);

        Assert.Equal((isAllowed ? HttpStatusCode.Accepted : HttpStatusCode.Forbidden, HttpStatusCode.Accepted), (without.StatusCode, with.StatusCode));
    }

    [Fact]
    public async Task Collected_logs_are_listed_and_fetched()
    {
        byte[] gzip = [0x1f, 0x8b, 1, 2, 3];
        await _town.Get<Supplies.GatewayLogs>().TakeAsync(Id, gzip, Stop);

        var log = Assert.Single(await _town.GetAsync<List<Supplies.GatewayLogView>>($"/api/gateways/{Id}/logs"));
        using var file = await _town.Http.GetAsync($"/api/gateways/{Id}/logs/{log.Name}", Stop);
        using var other = await _town.Http.GetAsync($"/api/gateways/{Id}/logs/..%2F..%2Ftown.db", Stop);

        Assert.Equal((_time.GetUtcNow(), 5L), (log.ReceivedAt, log.Bytes));
        Assert.Equal(gzip, await file.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    private static (MaintenanceState State, DateTimeOffset? AnsweredAt) StateOf(MaintenanceView view) => (view.State, view.AnsweredAt);

    private static PlaybackReport Report(FakeGateway gateway, Order order, PlaybackStage stage, string? detail) => new()
    {
        Version = WireVersion.Current,
        ReportId = Guid.NewGuid(),
        Gateway = gateway.Id,
        At = DateTimeOffset.UnixEpoch,
        OrderId = order.OrderId,
        Stage = stage,
        Detail = detail,
    };

    private HttpClient Machine(params Right[] scopes)
    {
        var machine = _town.Nobody;
        machine.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _town.TokenFor(scopes));
        return machine;
    }

    private Task<HttpResponseMessage> AskAsync(object body) => _town.Http.PostAsJsonAsync(Path, body, Stop);

    private Task<List<MaintenanceView>> ListAsync() => _town.GetAsync<List<MaintenanceView>>(Path);

    private async Task<MaintenanceView> NewestAsync() => (await ListAsync())[0];

    private async Task<FakeGateway> OnlineAsync()
    {
        var gateway = await (await FakeGateway.EnrolAsync(_town, Id)).ListenAsync();
        await SayAsync(gateway);
        return gateway;
    }

    private async Task SayAsync(FakeGateway gateway)
    {
        var came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var presence = _town.Get<GatewayPresence>();
        void Notice(string id)
        {
            if (presence.IsOnline(id))
            {
                came.TrySetResult();
            }
        }

        presence.Changed += Notice;
        await gateway.SayAsync();
        await came.Task.WaitAsync(TimeSpan.FromSeconds(20), Stop);
        presence.Changed -= Notice;
    }

    private static async Task<Order> OrderAsync(FakeGateway gateway)
    {
        while (true)
        {
            var (topic, document) = await gateway.NextAsync();
            if (topic == Topics.GatewayOrders(Id))
            {
                using var keys = ConfigurationCodec.KeysOf(gateway.Configuration);
                Assert.True(OrderCodec.TryOpen(document, keys, out var order, out var problem), $"{problem}");
                return order;
            }
        }
    }

    private async Task ReportAsync(FakeGateway gateway, Order order, PlaybackStage stage, string? detail = null)
    {
        var came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var book = _town.Get<MaintenanceBook>();
        void Notice(string id) => came.TrySetResult();
        book.Changed += Notice;
        var report = gateway.Sign(DocumentKind.Report, WireJson.Write(Report(gateway, order, stage, detail)));
        await gateway.PublishAsync(Topics.GatewayReport(gateway.Id), report, atLeastOnce: true);
        await came.Task.WaitAsync(TimeSpan.FromSeconds(20), Stop);
        book.Changed -= Notice;
    }
}
