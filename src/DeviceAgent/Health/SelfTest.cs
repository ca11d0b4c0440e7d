using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>One thing that the self-test looks at.</summary>
/// <param name="Name">What, in one word for the journal.</param>
/// <param name="RunAsync">Looks; what is wrong, in words, or null.</param>
/// <param name="Fault">What stands when something is, or null where others watch it.</param>
internal sealed record SelfTestCheck(string Name, Func<CancellationToken, Task<string?>> RunAsync, FaultCode? Fault = null);

/// <summary>Goes through all checks, none of which is heard, and tells the journal, the state and the faults what it found.</summary>
internal sealed partial class SelfTest(
    IEnumerable<SelfTestCheck> checks, SelfTestRecord record, FaultBoard faults, JournalFeed journal, ILogger<SelfTest> logger)
{
    private readonly SelfTestCheck[] _checks = [.. checks];

    /// <summary>Runs it; what was found, in words, or null when all is well.</summary>
    public async Task<string?> RunAsync(CancellationToken cancellation)
    {
        var found = new List<string>();
        foreach (var check in _checks)
        {
            var problem = await check.RunAsync(cancellation);
            if (problem is not null)
            {
                found.Add($"{check.Name}: {problem}");
            }

            if (check.Fault is { } fault)
            {
                faults.Set(fault, problem is not null, problem);
            }
        }

        return Tell(found.Count == 0 ? null : string.Join("; ", found));
    }

    private string? Tell(string? found)
    {
        var detail = found ?? "passed: " + string.Join(", ", _checks.Select(check => check.Name));
        LogEnded(detail);
        journal.Post(new JournalNote(JournalKind.Maintenance) { Detail = $"self-test {detail}" });
        record.Note(passed: found is null);
        return found;
    }

    [LoggerMessage(LogLevel.Information, "Self-test {Outcome}")]
    private partial void LogEnded(string outcome);
}
