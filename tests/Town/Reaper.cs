using System.Diagnostics;

namespace CloudBroadcast.Town;

/// <summary>
/// Ends the town's processes when this one dies without a word: a shell that reads process ids until its pipe closes,
/// and then kills what it read.
/// </summary>
internal sealed class Reaper : IDisposable
{
    // The second kill is for those who don't hear the first. Own ignoring of INT lets it outlive a Ctrl-C that the others are still handling.
    private const string Script = """
        trap '' INT
        pids=
        while read -r pid; do pids="$pids $pid"; done
        [ -z "$pids" ] || { kill $pids; sleep 3; kill -9 $pids; } 2>/dev/null
        """;

    private readonly Process _shell;

    public Reaper()
    {
        _shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script]) { RedirectStandardInput = true })
            ?? throw new InvalidOperationException("/bin/sh did not start.");
        _shell.StandardInput.AutoFlush = true;
    }

    /// <summary>Adds a process to those that end with this one.</summary>
    public void Watch(int processId) => _shell.StandardInput.WriteLine(processId);

    /// <summary>Lets the shell go: the processes have ended in order.</summary>
    public void Dispose()
    {
        _shell.Kill();
        _shell.Dispose();
    }
}
