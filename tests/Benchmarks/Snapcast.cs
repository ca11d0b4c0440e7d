using CloudBroadcast.Town;

namespace CloudBroadcast.Benchmarks;

/// <summary>Debian's Snapcast, playing one file: the peer of what is said of playout.</summary>
internal sealed class Snapcast : IAsyncDisposable
{
    // As the agent's playout has it.
    private const int Priority = 10;

    // Until then a client may still look for its place.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    private readonly Reaper _reaper;
    private readonly SoundServer _sound;
    private readonly string _folder;
    private readonly int _port;
    private readonly List<ChildProcess> _programs;

    private Snapcast(Reaper reaper, SoundServer sound, string folder, int port, ChildProcess server)
    {
        _reaper = reaper;
        _sound = sound;
        _folder = folder;
        _port = port;
        _programs = [server];
    }

    /// <summary>Starts the server, with Opus as ours has it.</summary>
    public static async Task<Snapcast> StartAsync(Reaper reaper, SoundServer sound, string folder, string programme, TimeSpan length, CancellationToken cancellationToken)
    {
        // Its Opus needs two channels; what is longer than the measurement covers the settling.
        var raw = Path.Combine(folder, "snapcast.raw");
        await Measuring.RunAsync("ffmpeg", ["-nostdin", "-y", "-v", "error", "-stream_loop", "-1", "-i", programme, "-t", $"{(length + 3 * Settling).TotalSeconds:0}", "-ac", "2", "-ar", "48000", "-f", "s16le", raw], cancellationToken);
        var (port, log, configuration) = (Ports.Free(), Path.Combine(folder, "snapserver.log"), Path.Combine(folder, "snapserver.conf"));
        await File.WriteAllTextAsync(configuration, "", cancellationToken);
        var server = ChildProcess.Start(reaper, "snapserver", log, "snapserver",
        [
            "-c", configuration, $"--server.datadir={Path.Combine(folder, "snapserver")}", "--http.enabled=false", "--tcp.enabled=false",
            "--stream.bind_to_address=127.0.0.1", $"--stream.port={port}", $"--stream.source=file://{raw}?name=programme&sampleformat=48000:16:2&codec=opus",
        ]);
        await Ports.UntilAnsweredAsync(port, server, log, cancellationToken);
        return new Snapcast(reaper, sound, folder, port, server);
    }

    /// <summary>Starts a client that plays on an ALSA device.</summary>
    public ChildProcess Play(string device, IReadOnlyDictionary<string, string> environment)
    {
        var command = _sound.InRealTime(Priority, "snapclient", "-h", "127.0.0.1", "-p", $"{_port}", "-s", device, "--hostID", device);
        var client = ChildProcess.Start(_reaper, $"snapclient on {device}", Path.Combine(_folder, $"snapclient-{device[^1]}.log"), command[0], command.Skip(1), environment);
        _programs.Add(client);
        return client;
    }

    /// <summary>Waits until the clients have found their places.</summary>
    /// <exception cref="TownException">One has ended.</exception>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Settling, TimeProvider.System, cancellationToken);
        if (_programs.Find(program => program.HasExited) is { } dead)
        {
            throw new TownException($"{dead.Name} has ended; the logs are in {_folder}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in Enumerable.Reverse(_programs))
        {
            await program.DisposeAsync();
        }
    }
}
