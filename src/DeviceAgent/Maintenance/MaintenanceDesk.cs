using System.Threading.Channels;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Maintenance;

/// <summary>Does one task; what was wrong, in words, or null.</summary>
internal delegate Task<string?> MaintenanceWork(MaintainOrder order, CancellationToken cancellation);

/// <summary>
/// Does what the controller asks of the gateway itself, one task after another, and tells the journal and the controller how
/// each ended. An update may wait for hours for its package, so it goes beside the others, one at a time. Safe to use from many
/// threads.
/// </summary>
/// <param name="works">What this gateway can do.</param>
/// <param name="isOnAir">Whether anything is on air or about to be.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="report">Tells the controller how the order ended: what was wrong, in words, or null.</param>
/// <param name="logger">Where it is told, too.</param>
internal sealed partial class MaintenanceDesk(
    IReadOnlyDictionary<MaintenanceTask, MaintenanceWork> works,
    Func<bool> isOnAir,
    JournalFeed journal,
    Action<Order, string?> report,
    ILogger<MaintenanceDesk> logger)
    : BackgroundService
{
    private const int MostWaiting = 8;

    private readonly Channel<Order> _waiting = Channel.CreateBounded<Order>(MostWaiting);
    private readonly Channel<Order> _updates = Channel.CreateBounded<Order>(1);
    private volatile bool _isUpdating;

    /// <summary>Why a task could not be done now, or null; changes nothing.</summary>
    public RefusalReason? Judge(MaintainOrder order)
    {
        if (order.Task == MaintenanceTask.Update)
        {
            return _isUpdating || _updates.Reader.Count > 0 ? RefusalReason.Busy : null;
        }

        var needsAmplifier = order.Task is MaintenanceTask.ChimeTest or MaintenanceTask.RelayTest or MaintenanceTask.SelfTest;
        return _waiting.Reader.Count >= MostWaiting || (needsAmplifier && isOnAir()) ? RefusalReason.Busy : null;
    }

    /// <summary>Puts a task behind those that wait.</summary>
    public void Begin(Order order) => (order.Maintain!.Task == MaintenanceTask.Update ? _updates : _waiting).Writer.TryWrite(order);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(ServeAsync(stoppingToken), UpdateAsync(stoppingToken));

    private async Task ServeAsync(CancellationToken stopping)
    {
        await foreach (var order in _waiting.Reader.ReadAllAsync(stopping))
        {
            await DoAsync(order, stopping);
        }
    }

    private async Task UpdateAsync(CancellationToken stopping)
    {
        await foreach (var order in _updates.Reader.ReadAllAsync(stopping))
        {
            _isUpdating = true;
            await DoAsync(order, stopping);
            _isUpdating = false;
        }
    }

    private async Task DoAsync(Order order, CancellationToken stopping)
    {
        var maintain = order.Maintain!;
        var problem = works.TryGetValue(maintain.Task, out var work) ? await TryAsync(work, maintain, stopping) : "this gateway does not support it";
        LogDone(maintain.Task, problem ?? "done");
        journal.Post(new JournalNote(JournalKind.Maintenance) { Detail = $"{NameOf(maintain)}: {problem ?? "done"}" });
        report(order, problem);
    }

    // A disk or a line that fails is no reason to end the agent.
    private static async Task<string?> TryAsync(MaintenanceWork work, MaintainOrder order, CancellationToken stopping)
    {
        try
        {
            return await work(order, stopping);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }

    private static string NameOf(MaintainOrder order) => order switch
    {
        { Task: MaintenanceTask.RelayTest, Zone: { } zone } => zone == 0 ? "relayTest power" : $"relayTest zone {zone}",
        { LogLevel: { } level } => $"logLevel {level}",
        { Package: { } package } => $"update {package.Version}",
        _ => $"{char.ToLowerInvariant($"{order.Task}"[0])}{$"{order.Task}"[1..]}",
    };

    [LoggerMessage(LogLevel.Information, "Maintenance {Task}: {Outcome}")]
    private partial void LogDone(MaintenanceTask task, string outcome);
}
