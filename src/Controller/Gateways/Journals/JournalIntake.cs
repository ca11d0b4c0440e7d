using System.Collections.Concurrent;
using CloudBroadcast.Controller.Broker;
using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways.Journals;

/// <summary>
/// Takes the gateways' journals from the postman and answers how much of each is here. The connection does not wait for it,
/// and one gateway is served at a time: what an outage has left must not keep anything else waiting.
/// </summary>
internal sealed partial class JournalIntake(
    Postman postman,
    GatewayKeys gateways,
    SigningKeys keys,
    JournalBook book,
    JournalPlaybacks playbacks,
    JournalTurn turn,
    JournalCounts counts,
    IOptions<JournalOptions> options,
    IOptions<BrokerOptions> broker,
    TimeProvider time,
    ILogger<JournalIntake> log) : IHostedService, IDisposable
{
    private const string Leaf = "journal";

    // Of what the broker lets a gateway send; the rest is for states, reports and clock requests.
    private const double Share = 0.75;

    private readonly ConcurrentDictionary<string, Lazy<(JournalLane Lane, Task Task)>> _lanes = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private int _isStopped;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        postman.Received += ReceiveAsync;
        postman.JournalHeard += Tell;
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // A host that ends by itself while it is ended from outside stops what it holds twice.
        if (Interlocked.Exchange(ref _isStopped, 1) == 1)
        {
            return;
        }

        postman.Received -= ReceiveAsync;
        postman.JournalHeard -= Tell;
        await _stop.CancelAsync();
        await Task.WhenAll(_lanes.Values.Select(lane => lane.Value.Task)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _stop.Dispose();
    }

    private Task ReceiveAsync(string gatewayId, string leaf, ReadOnlyMemory<byte> payload)
    {
        if (leaf == Leaf && !LaneOf(gatewayId).TryLeave(payload))
        {
            counts.CountLeftOut();
        }

        return Task.CompletedTask;
    }

    // Where it finds no room, messages wait, and each of them is answered.
    private void Tell(string gatewayId) => LaneOf(gatewayId).TryLeave(null);

    private JournalLane LaneOf(string gatewayId) => _lanes.GetOrAdd(gatewayId, id => new(() =>
    {
        var lane = new JournalLane((int)Math.Max(1, broker.Value.MaxMessagesPerSecond * Share), options.Value.EntriesPerDay, time);
        return (lane, Task.Run(() => RunAsync(id, lane)));
    })).Value.Lane;

    private async Task RunAsync(string gatewayId, JournalLane lane)
    {
        while (await lane.NextAsync(_stop.Token) is { } waiting)
        {
            await lane.PaceAsync(waiting.Count, _stop.Token);
            using var held = await turn.TakeAsync(_stop.Token);
            try
            {
                await ServeAsync(gatewayId, lane, [.. waiting.OfType<ReadOnlyMemory<byte>>()], isAsked: waiting.Contains(null));
            }
#pragma warning disable CA1031 // A database that is away for a moment must not end the intake; what is not answered comes again.
            catch (Exception error) when (!_stop.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(gatewayId, error);
            }
        }
    }

    private async Task ServeAsync(string gatewayId, JournalLane lane, IReadOnlyList<ReadOnlyMemory<byte>> messages, bool isAsked)
    {
        if (lane.IsFull)
        {
            LogFull(gatewayId, options.Value.EntriesPerDay);
        }
        else
        {
            await TakeAsync(gatewayId, lane, messages);
        }

        if (isAsked && await book.StandingAsync(gatewayId, _stop.Token) is { } standing)
        {
            await SayAsync(gatewayId, standing);
        }
    }

    private async Task TakeAsync(string gatewayId, JournalLane lane, IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
        var opened = messages.Select(message => JournalMessage.Open(gatewayId, message, gateways)).ToList();
        var problems = opened.Select(message => message.Problem).OfType<JournalProblem>().ToList();
        var answers = new Dictionary<Guid, long>();
        var added = 0;
        foreach (var entries in opened.SelectMany(message => message.Entries).GroupBy(entry => entry.Entry.Journal))
        {
            var outcome = await TakeJournalAsync(gatewayId, lane, [.. entries]);
            answers[entries.Key] = outcome.Taken;
            added += outcome.Added;
            problems.AddRange(outcome.Problem is { } problem ? [problem] : []);
        }

        await WeighAsync(gatewayId, lane, problems, added, answers);
        foreach (var (journal, sequence) in answers)
        {
            await SayAsync(gatewayId, new JournalTaken { Version = WireVersion.Current, Journal = journal, Sequence = sequence });
        }
    }

    private async Task<JournalOutcome> TakeJournalAsync(string gatewayId, JournalLane lane, IReadOnlyList<SignedEntry> entries)
    {
        var outcome = await book.TakeAsync(gatewayId, entries, overGap: false, _stop.Token);
        if (outcome is { Added: 0, Problem.Kind: JournalBreakKind.Gap } && IsOverdue(lane))
        {
            outcome = await book.TakeAsync(gatewayId, entries, overGap: true, _stop.Token);
        }

        lane.CountTaken(outcome.Added);
        counts.CountTaken(outcome.Added);
        if (outcome is { Added: > 0, ChainId: { } chain })
        {
            playbacks.Look(chain);
        }

        return outcome;
    }

    // A gap closes by itself when the gateway has heard how much is here; so it is worth a word only when it lasts.
    private async Task WeighAsync(string gatewayId, JournalLane lane, List<JournalProblem> problems, int added, Dictionary<Guid, long> answers)
    {
        var lasting = problems.Where(problem => problem.Kind is not null).ToList();
        lane.StuckSince = added > 0 ? null : lane.StuckSince ?? (lasting.Count > 0 ? time.GetTimestamp() : null);
        foreach (var problem in lasting)
        {
            await ResolveAsync(gatewayId, problem, IsOverdue(lane), answers);
        }

        foreach (var problem in problems.Where(problem => problem.Kind is not JournalBreakKind.Gap))
        {
            LogRefused(gatewayId, problem.Words);
            counts.CountRefused();
        }
    }

    private async Task ResolveAsync(string gatewayId, JournalProblem problem, bool isOverdue, Dictionary<Guid, long> answers)
    {
        if (problem.Kind is JournalBreakKind.FormerKey
            && (await book.IsClosedAsync(gatewayId, problem.Journal, _stop.Token) || (isOverdue && await book.CloseAsync(gatewayId, problem, _stop.Token))))
        {
            answers[problem.Journal] = JournalTaken.Closed;
        }
        else if (problem.Kind is JournalBreakKind.Unreadable && isOverdue)
        {
            await book.NoteUnreadableAsync(gatewayId, _stop.Token);
        }
    }

    private bool IsOverdue(JournalLane lane) => lane.StuckSince is { } since && time.GetElapsedTime(since) >= options.Value.Patience;

    private Task SayAsync(string gatewayId, JournalTaken taken) => postman.PublishAsync(
        Topics.JournalTaken(gatewayId),
        SignedDocument.Sign(DocumentKind.JournalTaken, WireJson.Write(taken), keys.For(SigningPurpose.Ordinary)),
        atLeastOnce: true,
        _stop.Token);

    [LoggerMessage(LogLevel.Warning, "Refused entries of the journal of {GatewayId}: {Problem}.")]
    private partial void LogRefused(string gatewayId, string problem);

    [LoggerMessage(LogLevel.Warning, "{GatewayId} has had its {Entries} entries of a day; its journal waits.")]
    private partial void LogFull(string gatewayId, int entries);

    [LoggerMessage(LogLevel.Error, "The journal of {GatewayId} could not be taken; it comes again.")]
    private partial void LogFailed(string gatewayId, Exception error);
}
