using System.Diagnostics.Tracing;
using CloudBroadcast.Town;
using Microsoft.Diagnostics.NETCore.Client;

namespace CloudBroadcast.Benchmarks;

/// <summary>What a .NET program holds when its garbage is gone: without that, two readings differ by whatever was not collected yet.</summary>
internal static class SettledMemory
{
    // A trace with this keyword of the runtime's own provider begins with a full collection.
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const long CollectFirst = 0x800000;

    // What the first collection finalizes goes with the second; what is free is given back some seconds later.
    private const int Collections = 3;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    /// <summary>Resident memory after full collections, bytes.</summary>
    public static async Task<long> OfAsync(ChildProcess program, CancellationToken cancellationToken)
    {
        for (var collection = 0; collection < Collections; collection++)
        {
            await CollectAsync(program.Id, cancellationToken);
            await Task.Delay(Between, TimeProvider.System, cancellationToken);
        }

        return program.ResidentBytes;
    }

    private static async Task CollectAsync(int process, CancellationToken cancellationToken)
    {
        using var session = await new DiagnosticsClient(process).StartEventPipeSessionAsync(
            [new EventPipeProvider(Runtime, EventLevel.Informational, CollectFirst)], requestRundown: false, token: cancellationToken);
        var drained = session.EventStream.CopyToAsync(Stream.Null, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
        await session.StopAsync(cancellationToken);
        await drained;
    }
}
