using System.Text.Json.Nodes;
using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.Controller.Gateways.Journals;

public sealed class JournalIntakeTests : IAsyncLifetime
{
    private const string Id = "gw-620321104200";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly TownHost _town;
    private FakeGateway _gateway = null!;
    private FakeJournal _journal = null!;

    public JournalIntakeTests() => _town = new TownHost { Replace = services => services.AddSingleton<TimeProvider>(_time) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gateway = await (await FakeGateway.EnrolAsync(_town, Id)).ConnectAsync();
        await _gateway.SubscribeAsync(Topics.JournalTaken(Id));
        _journal = new FakeJournal(Id, _gateway.SigningKey);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _town.DisposeAsync();
    }

    [Fact]
    public async Task What_comes_is_on_record_with_its_signature_and_answered()
    {
        _journal.Add(JournalKind.Start).Add(3);

        Assert.Equal((_journal.Id, 4), await SendAsync(_journal.Pack(1, 4)));

        await using var database = _town.OpenDatabase();
        var records = await database.JournalRecords.OrderBy(record => record.Sequence).ToListAsync(Stop);
        Assert.Equal([1, 2, 3, 4], records.Select(record => record.Sequence));
        Assert.Equal([JournalKind.Start, JournalKind.Document], records.Select(record => record.Kind).Distinct());
        using var keys = new TrustedKeys();
        keys.Add(_gateway.SigningKey.PublicKey);
        Assert.All(records, record => Assert.True(SignedDocument.TryOpen(DocumentKind.Journal, record.Signed, keys, out _, out _, out _)));
        Assert.Empty(await database.JournalBreaks.ToListAsync(Stop));
        Assert.Equal(4, _town.Get<JournalCounts>().Taken);
    }

    [Fact]
    public async Task A_gateway_that_missed_the_answer_hears_it_when_it_subscribes_again()
    {
        await SendAsync(_journal.Add(5).Pack(1, 5));

        Assert.Equal((_journal.Id, 5), await AskAsync());
    }

    [Fact]
    public async Task Twice_overlapping_and_in_any_order_nothing_doubles_and_nothing_is_lost()
    {
        _journal.Add(9);
        await SendAsync(_journal.Pack(1, 4));
        Assert.Equal((_journal.Id, 4), await SendAsync(_journal.Pack(1, 4)));
        Assert.Equal((_journal.Id, 4), await SendAsync(_journal.Pack(8, 9)));
        Assert.Equal((_journal.Id, 7), await SendAsync(_journal.Pack(3, 7)));
        Assert.Equal((_journal.Id, 9), await SendAsync(_journal.Pack(6, 9)));
        Assert.Equal((_journal.Id, 9), await SendAsync(_journal.Pack(1, 9)));

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], await SequencesAsync());
        Assert.Empty(await BreaksAsync());
    }

    [Fact]
    public async Task A_gap_is_asked_for_and_becomes_a_break_only_when_it_lasts()
    {
        _journal.Add(9);
        await SendAsync(_journal.Pack(1, 3));
        Assert.Equal((_journal.Id, 3), await SendAsync(_journal.Pack(7, 8)));
        _time.Advance(Patience - TimeSpan.FromSeconds(1));
        Assert.Equal((_journal.Id, 3), await SendAsync(_journal.Pack(7, 8)));
        Assert.Empty(await BreaksAsync());
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((_journal.Id, 8), await SendAsync(_journal.Pack(7, 8)));
        Assert.Equal((_journal.Id, 9), await SendAsync(_journal.Pack(9, 9)));

        Assert.Equal([1, 2, 3, 7, 8, 9], await SequencesAsync());
        Assert.Equal([(_journal.Id, 7L, JournalBreakKind.Gap)], await BreaksAsync());
        var view = await _town.GetAsync<JournalView>($"/api/gateways/{Id}/journal");
        Assert.Equal((9, 6), (view.Standing!.Sequence, view.Standing.WholeUpTo));
    }

    [Fact]
    public async Task A_disk_that_was_set_back_shows_as_a_fork_and_what_the_gateway_signs_is_taken_all_the_same()
    {
        var back = _journal.Add(3).Copy();
        await SendAsync(_journal.Add(2).Pack(1, 5));
        back.Add(4, "另一份");

        // 4 and 5 are others than those that are here, and 6 follows from these others.
        Assert.Equal((_journal.Id, 5), await SendAsync(back.Pack(3, 5)));
        Assert.Equal((_journal.Id, 7), await SendAsync(back.Pack(6, 7)));
        await SendAsync(back.Pack(4, 7));

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], await SequencesAsync());
        Assert.Equal([4L, 5L, 6L], (await BreaksAsync()).Where(found => found.Kind is JournalBreakKind.Fork).Select(found => found.Sequence));
        var view = await _town.GetAsync<JournalView>($"/api/gateways/{Id}/journal");
        Assert.Equal((7, 3), (view.Standing!.Sequence, view.Standing.WholeUpTo));
        Assert.Equal(["配置 4", "配置 5", "另一份 6"], view.Entries.Skip(3).Take(3).Select(line => line.Entry.Detail));
        await using var database = _town.OpenDatabase();
        Assert.Equal(3, await database.AuditEntries.CountAsync(entry => entry.Action == "journal.break" && entry.Subject == Id, Stop));
    }

    [Fact]
    public async Task Another_journal_than_the_one_before_is_a_break_of_its_own()
    {
        await SendAsync(_journal.Add(3).Pack(1, 3));
        var next = new FakeJournal(Id, _gateway.SigningKey).Add(2);

        Assert.Equal((next.Id, 2), await SendAsync(next.Pack(1, 2)));

        Assert.Equal([(next.Id, 1L, JournalBreakKind.Switched)], await BreaksAsync());
        var view = await _town.GetAsync<JournalView>($"/api/gateways/{Id}/journal");
        Assert.Equal((next.Id, 2, 2), (view.Standing!.Journal, view.Standing.Sequence, view.Standing.WholeUpTo));
        Assert.Contains("换了一本流水", view.Breaks.Single().Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_with_too_many_breaks_in_a_day_is_refused_what_does_not_follow()
    {
        var most = _town.Get<Microsoft.Extensions.Options.IOptions<JournalOptions>>().Value.BreaksPerDay;
        await SendAsync(_journal.Add(1).Pack(1, 1));
        for (var index = 0; index < most; index++)
        {
            // Within a second the broker cuts off who sends too much.
            _time.Advance(TimeSpan.FromSeconds(1));
            await SendAsync(new FakeJournal(Id, _gateway.SigningKey).Add(1).Pack(1, 1));
        }

        var last = new FakeJournal(Id, _gateway.SigningKey).Add(1);
        Assert.Equal((last.Id, 0), await SendAsync(last.Pack(1, 1)));
        Assert.Equal(most, (await BreaksAsync()).Count);
        Assert.Equal(1, _town.Get<JournalCounts>().Refused);

        await using (var database = _town.OpenDatabase())
        {
            var yesterday = _time.GetUtcNow().AddDays(-1).AddSeconds(-1);
            await database.JournalBreaks.ExecuteUpdateAsync(update => update.SetProperty(found => found.At, yesterday), Stop);
        }

        Assert.Equal((last.Id, 1), await SendAsync(last.Pack(1, 1)));
    }

    [Theory]
    [InlineData("no message")]
    [InlineData("another gateway's key")]
    [InlineData("another gateway's name")]
    [InlineData("another kind of document")]
    [InlineData("a flipped bit")]
    [InlineData("entries of two journals")]
    [InlineData("too many entries")]
    [InlineData("a number that no journal reaches")]
    public async Task A_message_is_refused_and_counted_that_has(string fault)
    {
        await using var other = await FakeGateway.EnrolAsync(_town, "gw-620321104201");
        var theirs = new FakeJournal(Id, other.SigningKey, _journal.Id).Add(2);
        var named = new FakeJournal(other.Id, _gateway.SigningKey, _journal.Id).Add(2);
        _journal.Add(3);
        byte[] message = fault switch
        {
            "another gateway's key" => theirs.Pack(1, 2),
            "another gateway's name" => named.Pack(1, 2),
            "another kind of document" => JournalCodec.Pack([_gateway.Sign(DocumentKind.Report, "{}"u8.ToArray())]),
            "a flipped bit" => Flipped(_journal.Pack(1, 1)),
            "entries of two journals" => Both(new FakeJournal(Id, _gateway.SigningKey).Add(1).Pack(1, 1), _journal.Pack(2, 2)),
            "a number that no journal reaches" => new FakeJournal(Id, _gateway.SigningKey, _journal.Id)
                .Add(JournalKind.Stop, entry => entry with { Sequence = JournalTaken.Closed, Previous = new string('a', 64) }).Pack(1, 1),
            "too many entries" => _journal.Add(JournalCodec.MaxBatch).Pack(1, JournalCodec.MaxBatch + 1),
            _ => [1, 2, 3],
        };
        await _gateway.PublishAsync(Topics.GatewayJournal(Id), message, atLeastOnce: true);

        // What follows is good again.
        var answer = await SendAsync(_journal.Pack(1, 3));
        while (answer.Journal != _journal.Id)
        {
            answer = await NextAnswerAsync();
        }

        Assert.Equal(3, answer.Sequence);
        Assert.Equal(1, _town.Get<JournalCounts>().Refused);
        Assert.Equal([1, 2, 3], (await SequencesAsync()).TakeLast(3));
    }

    [Fact]
    public async Task What_comes_before_a_bad_entry_is_taken()
    {
        _journal.Add(3);
        var bad = Flipped(_journal.Pack(3, 3));

        Assert.Equal((_journal.Id, 2), await SendAsync(Both(_journal.Pack(1, 2), bad)));
    }

    [Fact]
    public async Task The_rest_that_a_former_key_signed_closes_the_journal_and_another_one_begins()
    {
        await SendAsync(_journal.Add(2).Pack(1, 2));
        _journal.Add(3);
        await _gateway.DisposeAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        _gateway = await (await FakeGateway.EnrolAsync(_town, Id)).ConnectAsync();
        await _gateway.SubscribeAsync(Topics.JournalTaken(Id));
        Assert.Equal((_journal.Id, 2), await NextAnswerAsync());

        await RefusedAsync(_journal.Pack(3, 5));
        _time.Advance(Patience);
        Assert.Equal((_journal.Id, JournalTaken.Closed), await SendAsync(_journal.Pack(3, 5)));
        Assert.Equal((_journal.Id, JournalTaken.Closed), await SendAsync(_journal.Copy(_gateway.SigningKey).Add(1).Pack(6, 6)));

        Assert.Equal([(_journal.Id, 3L, JournalBreakKind.FormerKey)], await BreaksAsync());
        var next = new FakeJournal(Id, _gateway.SigningKey).Add(2);
        Assert.Equal((next.Id, 2), await SendAsync(next.Pack(1, 2)));
    }

    [Fact]
    public async Task A_strangers_signature_closes_no_journal()
    {
        await SendAsync(_journal.Add(2).Pack(1, 2));
        using var stranger = SigningKey.Create();
        var forged = _journal.Copy(stranger).Add(1);

        await RefusedAsync(forged.Pack(3, 3));
        _time.Advance(Patience);
        await RefusedAsync(forged.Pack(3, 3));

        Assert.Equal((_journal.Id, 3), await SendAsync(_journal.Add(1).Pack(3, 3)));
        Assert.Empty(await BreaksAsync());
    }

    [Fact]
    public async Task What_this_controller_cannot_read_yet_waits_on_the_gateway_and_is_seen()
    {
        await SendAsync(_journal.Add(2).Pack(1, 2));
        var newer = Pack(_gateway.Sign(DocumentKind.Journal, "{\"version\":1,\"kind\":\"weather\"}"u8.ToArray()));

        await RefusedAsync(newer);
        _time.Advance(Patience);
        await RefusedAsync(newer);
        await RefusedAsync(newer);

        Assert.Equal([(_journal.Id, 3L, JournalBreakKind.Unreadable)], await BreaksAsync());
    }

    [Fact]
    public void A_gateway_that_has_had_its_entries_of_a_day_waits_for_the_next()
    {
        var time = new FakeTimeProvider();
        var lane = new JournalLane(75, 1_000, time);
        lane.CountTaken(999);
        Assert.False(lane.IsFull);
        lane.CountTaken(1);
        Assert.True(lane.IsFull);
        time.Advance(TimeSpan.FromDays(1));
        Assert.False(lane.IsFull);
        lane.CountTaken(1);
        Assert.False(lane.IsFull);
    }

    [Fact]
    public async Task A_gateway_is_answered_no_faster_than_the_broker_lets_it_send()
    {
        var lane = new JournalLane(messagesPerSecond: 50, entriesPerDay: 1_000, _time);
        Assert.True(lane.PaceAsync(8, Stop).IsCompleted);
        var paced = lane.PaceAsync(4, Stop);
        Assert.False(paced.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(40));
        await paced;
    }

    [Fact]
    public void What_too_much_waits_behind_is_left_out()
    {
        var time = new FakeTimeProvider();
        var lane = new JournalLane(75, 1_000, time);
        Assert.Equal(8, Enumerable.Range(0, 20).Count(_ => lane.TryLeave(new byte[1])));
    }

    [Fact]
    public async Task Old_entries_are_deleted_and_the_chain_goes_on()
    {
        await SendAsync(_journal.Add(5).Pack(1, 5));
        await using (var database = _town.OpenDatabase())
        {
            var (old, young) = (_time.GetUtcNow().AddDays(-400).AddSeconds(-1), _time.GetUtcNow().AddDays(-400).AddSeconds(1));
            await database.JournalRecords.ExecuteUpdateAsync(
                update => update.SetProperty(record => record.ReceivedAt, record => record.Sequence <= 3 ? old : young), Stop);
        }

        Assert.Equal(3, await _town.Get<JournalSweep>().SweepAsync(Stop));

        Assert.Equal([4, 5], await SequencesAsync());
        Assert.Equal((_journal.Id, 6), await SendAsync(_journal.Add(1).Pack(1, 6)));
        Assert.Equal([4, 5, 6], await SequencesAsync());
        Assert.Empty(await BreaksAsync());
    }

    [Fact]
    public async Task The_api_shows_it_page_by_page_by_kind_and_by_time()
    {
        _journal.Add(JournalKind.Start, entry => entry with { Detail = "1.0.0" }).Add(3)
            .Add(JournalKind.Fault, entry => entry with { Fault = new FaultEntry { Code = FaultCode.BoardLost, Began = true } });
        await SendAsync(_journal.Pack(1, 5));

        var first = await _town.GetAsync<JournalView>($"/api/gateways/{Id}/journal?limit=2");
        var rest = await _town.GetAsync<JournalView>($"/api/gateways/{Id}/journal?after={first.Entries[^1].Number}");
        Assert.Equal([1, 2], first.Entries.Select(line => line.Entry.Sequence));
        Assert.Equal([3, 4, 5], rest.Entries.Select(line => line.Entry.Sequence));
        Assert.Equal("网关程序启动（1.0.0）", first.Entries[0].Sentence);

        var faults = await _town.GetAsync<JournalView>($"/api/gateways/{Id}/journal?kind=fault");
        Assert.StartsWith("故障开始：继电器板没有应答", faults.Entries.Single().Sentence, StringComparison.Ordinal);
        var some = await _town.GetAsync<JournalView>($"/api/gateways/{Id}/journal?from=2026-11-24T07:00:01Z&to=2026-11-24T07:00:03Z");
        Assert.Equal([2, 3], some.Entries.Select(line => line.Entry.Sequence));
    }

    [Fact]
    public async Task The_page_says_whether_the_chain_is_whole_and_shows_the_newest_first_and_one_kind_alone()
    {
        _journal.Add(JournalKind.Start, entry => entry with { Detail = "1.0.0" }).Add(2);
        await SendAsync(_journal.Pack(1, 3));
        using var person = await People.LoginAsync(_town, Role.VillageCadre);

        var whole = await PageAsync(person, "");
        Assert.Contains("第 1 到 3 条首尾相连，没有改动。", whole, StringComparison.Ordinal);
        Assert.True(whole.IndexOf("配置 3", StringComparison.Ordinal) < whole.IndexOf("网关程序启动（1.0.0）", StringComparison.Ordinal));
        var starts = await PageAsync(person, "?kind=Start");
        Assert.Contains("网关程序启动（1.0.0）", starts, StringComparison.Ordinal);
        Assert.DoesNotContain("配置 3", starts, StringComparison.Ordinal);

        var back = new FakeJournal(Id, _gateway.SigningKey, _journal.Id).Add(4, "另一份");
        await SendAsync(back.Pack(3, 4));
        var broken = await PageAsync(person, "");
        Assert.Contains("只有第 1 到 2 条首尾相连。", broken, StringComparison.Ordinal);
        Assert.Contains("第 3 条和这里的对不上", broken, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kind=weather", "kind")]
    [InlineData("kind=99", "kind")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=501", "limit")]
    [InlineData("after=-1", "after")]
    [InlineData("from=2026-11-24T07:00:03Z&to=2026-11-24T07:00:03Z", "to")]
    public async Task A_wrong_question_is_refused_with_its_field(string query, string field)
    {
        using var answer = await _town.Http.GetAsync(new Uri($"/api/gateways/{Id}/journal?{query}", UriKind.Relative), Stop);

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.NotNull(JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["errors"]![field]);
    }

    private static async Task<string> PageAsync(HttpClient person, string query) =>
        System.Net.WebUtility.HtmlDecode(await person.GetStringAsync(new Uri($"/gateways/{Id}/journal{query}", UriKind.Relative), Stop));

    private static byte[] Flipped(byte[] message)
    {
        message[^10] ^= 1;
        return message;
    }

    private static byte[] Pack(params ReadOnlyMemory<byte>[] entries) => JournalCodec.Pack(entries);

    private static byte[] Both(byte[] one, byte[] other)
    {
        Assert.True(JournalCodec.TryUnpack(one, out var first));
        Assert.True(JournalCodec.TryUnpack(other, out var second));
        return JournalCodec.Pack([.. first, .. second]);
    }

    private async Task<(Guid Journal, long Sequence)> SendAsync(byte[] message)
    {
        await _gateway.PublishAsync(Topics.GatewayJournal(Id), message, atLeastOnce: true);
        return await NextAnswerAsync();
    }

    // What is refused is not answered; what is asked behind it is.
    private async Task RefusedAsync(byte[] message)
    {
        var before = _town.Get<JournalCounts>().Refused;
        await _gateway.PublishAsync(Topics.GatewayJournal(Id), message, atLeastOnce: true);
        await AskAsync();
        Assert.Equal(before + 1, _town.Get<JournalCounts>().Refused);
    }

    private async Task<(Guid Journal, long Sequence)> AskAsync()
    {
        await _gateway.Client.UnsubscribeAsync(new MQTTnet.MqttClientUnsubscribeOptions { TopicFilters = { Topics.JournalTaken(Id) } }, Stop);
        await _gateway.SubscribeAsync(Topics.JournalTaken(Id));
        return await NextAnswerAsync();
    }

    private async Task<(Guid Journal, long Sequence)> NextAnswerAsync()
    {
        var (topic, document) = await _gateway.NextAsync();
        using var pinned = new TrustedKeys();
        pinned.Add(_town.Get<SigningKeys>().For(SigningPurpose.Ordinary).PublicKey);
        Assert.Equal(Topics.JournalTaken(Id), topic);
        Assert.True(SignedDocument.TryOpen(DocumentKind.JournalTaken, document, pinned, out var payload, out _, out _));
        Assert.True(WireJson.TryRead<JournalTaken>(payload.Span, out var taken, out var problem), problem);
        return (taken.Journal, taken.Sequence);
    }

    private async Task<List<long>> SequencesAsync()
    {
        await using var database = _town.OpenDatabase();
        return await database.JournalRecords.OrderBy(record => record.Number).Select(record => record.Sequence).ToListAsync(Stop);
    }

    private async Task<List<(Guid Journal, long Sequence, JournalBreakKind Kind)>> BreaksAsync()
    {
        await using var database = _town.OpenDatabase();
        return [.. (await database.JournalBreaks.OrderBy(found => found.Number).ToListAsync(Stop)).Select(found => (found.JournalId, found.Sequence, found.Kind))];
    }
}
