using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Broadcasts.Live;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Console.Talk;

/// <summary>A town with a microphone of its own, for tests that only ask.</summary>
public sealed class MicrophoneTown : IAsyncLifetime
{
    internal CastTown Town { get; } = new();

    public ValueTask InitializeAsync()
    {
        Town.Host.Settings["Live:Device"] = "alsa:default";
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => Town.DisposeAsync();
}

/// <summary>Live talk from a socket to a gateway's stream.</summary>
public sealed class TalkSocketTests(MicrophoneTown asked) : IClassFixture<MicrophoneTown>
{
    private const string Village = "620321104200";
    private const string Gateway = "gw-" + Village;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_said_reaches_the_gateway_signed_behind_the_chime_and_is_kept_in_the_library()
    {
        await using var town = new CastTown();
        await using var gateway = await town.ConnectAsync(Gateway);
        await using var speaker = await Speaker.OpenAsync(town.Host, $"areas={Village}");
        var order = await town.NextOrderAsync(gateway);
        await gateway.SubscribeAsync(Topics.Stream(order.Play!.StreamId));
        await CastTown.ReportAsync(gateway, order, PlaybackStage.Received);

        await speaker.UntilAsync("speak");
        await speaker.SpeakAsync(TimeSpan.FromSeconds(1.5));
        await speaker.EndAsync();
        var bundles = await town.StreamAsync(gateway);
        await CastTown.ReportAsync(gateway, order, PlaybackStage.Finished, evidence: CastTown.Evidence(order.Play.StartAt, 170));
        var ended = await speaker.UntilAsync("ended");
        var kept = await speaker.UntilAsync("kept");
        var closed = await town.UntilAsync(order.Play.BroadcastId, known => known.EndedAt is not null);

        Assert.Equal((Priority.LiveTalk, true, 0, 80), (order.Play.Priority, order.Play.Live, order.Play.Items.Count, order.Play.VolumePercent));
        Assert.All(bundles, bundle => Assert.Equal(Us(order.Play.StartAt) + bundle.FirstPacket * Opus.PacketUs, bundle.PresentationUs));
        Assert.All(bundles.SkipLast(1), bundle => Assert.Equal(AudioBundle.LivePackets, bundle.Packets.Count));
        var packets = bundles.SelectMany(bundle => bundle.Packets).ToList();
        var first = bundles[0].FirstPacket;
        Assert.Equal(Broadcasts.Live.TalkChime.Packets.Skip((int)first).Select(packet => packet.ToArray()), packets.Take(Broadcasts.Live.TalkChime.Packets.Count - (int)first).Select(packet => packet.ToArray()));
        Assert.InRange(packets.Count(packet => packet.Span.SequenceEqual(FakeMicrophone.Packet.Span)), 60, 90);
        Assert.Contains("说完了", ended.GetProperty("words").GetString(), StringComparison.Ordinal);
        Assert.Equal((BroadcastState.Finished, PlaybackState.Played, true), (closed.State, closed.Playbacks[0].State, closed.IsLive));
        Assert.InRange(closed.Length, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6));
        var programme = Assert.Single(await town.Host.Get<ProgrammeLibrary>().ListAsync(Stop));
        Assert.Contains(programme.Title, kept.GetProperty("words").GetString(), StringComparison.Ordinal);
        Assert.InRange(programme.Length, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        await using var database = town.Host.OpenDatabase();
        var entry = await database.AuditEntries.SingleAsync(entry => entry.Action == "talk.end", Stop);
        Assert.Equal("token test", entry.Who);
        Assert.Contains(Village, entry.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_of_the_microphone_stops_it_with_a_signed_order()
    {
        await using var town = new CastTown();
        town.Host.Settings["Live:DeadMan"] = "00:00:00.8";
        await using var gateway = await town.ConnectAsync(Gateway);
        await using var speaker = await Speaker.OpenAsync(town.Host, $"areas={Village}&chime=false");
        var play = await town.NextOrderAsync(gateway);

        await speaker.UntilAsync("speak");
        await speaker.SpeakAsync(TimeSpan.FromSeconds(0.2));
        var ended = await speaker.UntilAsync("ended");
        var stop = await town.NextOrderAsync(gateway);

        Assert.Equal((OrderAction.Stop, play.Play!.BroadcastId), (stop.Action, stop.Stop!.BroadcastId));
        Assert.StartsWith("话筒没有声音传来", ended.GetProperty("words").GetString(), StringComparison.Ordinal);
        var broadcast = await town.UntilAsync(play.Play.BroadcastId, known => known.SignedStop is not null);
        Assert.Equal((BroadcastState.Interrupted, "话筒没有声音传来，喊话自动停了"), (broadcast.State, broadcast.Reason));
    }

    [Fact]
    public async Task The_red_button_ends_it_and_tells_the_speaker()
    {
        await using var town = new CastTown();
        await using var gateway = await town.ConnectAsync(Gateway);
        await using var speaker = await Speaker.OpenAsync(town.Host, $"areas={Village}&chime=false");
        await speaker.UntilAsync("speak");

        using var answer = await town.PostAsync("/api/broadcasts/stop", new { scope = "ordinary" });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith("喊话被停了：值班员停止", (await speaker.UntilAsync("ended")).GetProperty("words").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_lets_go_before_speaking_is_heard_nowhere()
    {
        await using var town = new CastTown();
        await using var gateway = await town.ConnectAsync(Gateway);
        await using var speaker = await Speaker.OpenAsync(town.Host, $"areas={Village}");
        var play = await town.NextOrderAsync(gateway);

        await speaker.EndAsync();

        Assert.StartsWith("还没开口", (await speaker.UntilAsync("ended")).GetProperty("words").GetString(), StringComparison.Ordinal);
        Assert.Equal(play.Play!.BroadcastId, (await town.NextOrderAsync(gateway)).Stop!.BroadcastId);
        Assert.Empty(await town.Host.Get<ProgrammeLibrary>().ListAsync(Stop));
    }

    [Fact]
    public async Task While_an_alert_is_on_air_it_is_refused_in_words()
    {
        await using var town = new CastTown();
        var (programme, _) = await town.AddProgrammeAsync(500, "洪水红色预警");
        using var alert = await town.PostAsync("/api/broadcasts/emergency", new { programmeId = programme.Id, areas = new[] { Village }, priority = "redAlert" });
        Assert.Equal(HttpStatusCode.Created, alert.StatusCode);

        await using var speaker = await Speaker.OpenAsync(town.Host, $"areas={Village}");

        Assert.Contains("由同级或更高优先级的「洪水红色预警」占用", (await speaker.UntilAsync("refused")).GetProperty("words").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_quiet_hours_it_is_refused_in_words()
    {
        await using var town = new CastTown();
        town.Host.Settings["Gateways:Curfew"] = "00:00-23:59";
        await using var speaker = await Speaker.OpenAsync(town.Host, $"areas={Village}");
        Assert.StartsWith("现在是安静时段", (await speaker.UntilAsync("refused")).GetProperty("words").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_that_is_too_long_ends_it()
    {
        await using var town = new CastTown();
        await using var speaker = await Speaker.OpenAsync(town.Host, $"areas={Village}&chime=false");

        await speaker.SendAsync(new byte[5000]);

        Assert.StartsWith("传来的不是话筒的声音", (await speaker.UntilAsync("ended")).GetProperty("words").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(Role.VillageCadre), $"areas={Operators.People.VillageCode}", HttpStatusCode.BadRequest)]
    [InlineData(nameof(Role.VillageCadre), $"areas={Operators.People.VillageCode}01", HttpStatusCode.BadRequest)]
    [InlineData(nameof(Role.VillageCadre), $"areas={Village}", HttpStatusCode.Forbidden)]
    [InlineData(nameof(Role.VillageCadre), $"areas={Operators.People.VillageCode},{Village}", HttpStatusCode.Forbidden)]
    [InlineData(nameof(Role.VillageCadre), "areas=620321104000", HttpStatusCode.Forbidden)]
    [InlineData(nameof(Role.VillageCadre), $"areas={Operators.People.VillageCode}&source=controller", HttpStatusCode.Forbidden)]
    [InlineData(nameof(Role.DutyOfficer), $"areas={Village}&source=controller", HttpStatusCode.BadRequest)]
    [InlineData(nameof(Role.DutyOfficer), "areas=", HttpStatusCode.BadRequest)]
    [InlineData(nameof(Role.Editor), $"areas={Village}", HttpStatusCode.Forbidden)]
    [InlineData(nameof(Role.Technician), $"areas={Village}", HttpStatusCode.Forbidden)]
    public async Task Everybody_speaks_where_the_right_reaches(string role, string query, HttpStatusCode expected)
    {
        using var person = await Operators.People.LoginAsync(asked.Town.Host, Enum.Parse<Role>(role));

        // What may be is refused for one thing alone: this is no socket.
        using var answer = await person.GetAsync($"{TalkEndpoint.Path}?{query}", Stop);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("/talk", HttpStatusCode.OK)]
    [InlineData($"/talk?areas={Operators.People.VillageCode}", HttpStatusCode.OK)]
    [InlineData($"/talk?areas={Village}", HttpStatusCode.Forbidden)]
    public async Task A_cadre_who_tries_another_village_by_its_address_is_refused(string path, HttpStatusCode expected)
    {
        using var cadre = await Operators.People.LoginAsync(asked.Town.Host, Role.VillageCadre);

        using var answer = await cadre.GetAsync(path, Stop);
        var page = await answer.Content.ReadAsStringAsync(Stop);

        Assert.Equal(expected, answer.StatusCode);
        Assert.DoesNotContain($"value=\"{Village}\"", page, StringComparison.Ordinal);
        Assert.Equal(expected is HttpStatusCode.OK, page.Contains($"value=\"{Operators.People.VillageCode}\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_site_opens_no_socket_with_somebodys_session()
    {
        var failed = await Assert.ThrowsAsync<WebSocketException>(() => Speaker.OpenAsync(asked.Town.Host, $"areas={Village}", "https://elsewhere.example"));
        Assert.Contains("403", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_talk_does_not_outlive_its_controller()
    {
        var folder = Directory.CreateTempSubdirectory("talk-").FullName;
        Guid id;
        await using (var town = new CastTown(folder))
        {
            await using var speaker = await Speaker.OpenAsync(town.Host, $"areas={Village}&chime=false");
            id = (await speaker.UntilAsync("opened")).GetProperty("broadcastId").GetGuid();
            await using var database = town.Host.OpenDatabase();
            await town.Host.Get<BroadcastRunner>().StoppingAsync(Stop);
        }

        await using (var town = new CastTown(folder))
        {
            var broadcast = await town.Host.Get<BroadcastService>().FindAsync(id, Stop);
            Assert.Contains(broadcast!.State, new[] { BroadcastState.Cancelled, BroadcastState.Interrupted });
        }

        Directory.Delete(folder, recursive: true);
    }

    private static long Us(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Somebody at a socket, whose microphone runs from the first moment on.</summary>
    private sealed class Speaker : IAsyncDisposable
    {
        private readonly ClientWebSocket _socket = new();
        private readonly FakeMicrophone _microphone = new();
        private readonly byte[] _buffer = new byte[64 * 1024];

        public static async Task<Speaker> OpenAsync(TownHost host, string query, string? origin = null)
        {
            host.Start();
            var speaker = new Speaker();
            speaker._socket.Options.SetRequestHeader("Authorization", "Bearer " + host.TokenFor(Right.Speak));
            if (origin is not null)
            {
                speaker._socket.Options.SetRequestHeader("Origin", origin);
            }

            var address = new UriBuilder(new Uri(host.Get<Listening>().Http, TalkEndpoint.Path)) { Scheme = "ws", Query = query };
            await speaker._socket.ConnectAsync(address.Uri, Stop);
            return speaker;
        }

        /// <summary>Reads on to the next event of that name; what the microphone hears meanwhile goes up.</summary>
        public async Task<JsonElement> UntilAsync(string name)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            limit.CancelAfter(TimeSpan.FromSeconds(30));
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
            var speaking = name == "speak" ? SpeakOnAsync(TimeSpan.FromMinutes(1), waiting.Token) : Task.CompletedTask;
            try
            {
                while (true)
                {
                    var got = await _socket.ReceiveAsync(_buffer, limit.Token);
                    Assert.NotEqual(WebSocketMessageType.Close, got.MessageType);
                    var what = JsonDocument.Parse(_buffer.AsMemory(0, got.Count)).RootElement.Clone();
                    if (what.GetProperty("event").GetString() == name)
                    {
                        return what;
                    }
                }
            }
            finally
            {
                await waiting.CancelAsync();
                await speaking;
            }
        }

        public Task SpeakAsync(TimeSpan length) => SpeakOnAsync(length, Stop);

        public Task EndAsync() => _socket.SendAsync("end"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Stop);

        public Task SendAsync(byte[] bytes) => _socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, Stop);

        public ValueTask DisposeAsync()
        {
            _socket.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task SpeakOnAsync(TimeSpan length, CancellationToken cancellationToken)
        {
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            var until = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(until) < length && !cancellationToken.IsCancellationRequested)
            {
                await SendAsync(_microphone.Next());
                await pace.WaitForNextTickAsync(Stop);
            }
        }
    }
}
