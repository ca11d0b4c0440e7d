using System.Diagnostics;

namespace CloudBroadcast.Town;

/// <summary>
/// A private PulseAudio with sinks that are nobody's loudspeaker: ALSA reaches one as <see cref="Device"/>, and the two sides of
/// another, which one recording holds, as <see cref="Left"/> and <see cref="Right"/>. It can be killed, started again and listened to. Needs Debian's pulseaudio, pulseaudio-utils and libasound2-plugins.
/// </summary>
public class SoundServer : IAsyncDisposable
{
    public const string Device = "pulse:a";
    public const string Left = "pulse:l";
    public const string Right = "pulse:r";

    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(50);

    private readonly string _folder = Directory.CreateTempSubdirectory("cloudbroadcast-pulse-").FullName;
    private Process? _server;
    private bool _isRealTime;

    /// <summary>Null, or why it can't be here.</summary>
    public string? Missing { get; } =
        IsInstalled("pulseaudio") && IsInstalled("parec") && IsInstalled("pactl") ? null : "pulseaudio or pulseaudio-utils is not installed";

    /// <summary>What a process needs in its environment to reach this sound server.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["PULSE_SERVER"] = $"unix:{Socket}",
        ["PULSE_COOKIE"] = Path.Combine(_folder, "cookie"),
    };

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // norewinds: else a null sink renders blocks of 2 s, and a start stalls.
        await File.WriteAllTextAsync(Path.Combine(_folder, "default.pa"), $"""
            load-module module-native-protocol-unix auth-anonymous=1 socket={Socket}
            load-module module-null-sink sink_name=a norewinds=1 rate=48000 channels=1 format=s16le
            load-module module-null-sink sink_name=ab norewinds=1 rate=48000 channels=2 format=s16le
            load-module module-remap-sink sink_name=l master=ab channels=1 channel_map=mono master_channel_map=front-left remix=no
            load-module module-remap-sink sink_name=r master=ab channels=1 channel_map=mono master_channel_map=front-right remix=no
            """, cancellationToken);
        File.Delete(Socket);
        _isRealTime = await SucceedsAsync("chrt", "-r", "1", "true");
        _server = Run(
            "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit", "--use-pid-file=no", "--disable-shm=yes",
            "--realtime=no", "--high-priority=no", $"--log-target=file:{_folder}/log", "-F", $"{_folder}/default.pa");
        for (var attempt = 0; attempt < 200 && !await SucceedsAsync("pactl", "info"); attempt++)
        {
            await Task.Delay(PollEvery, TimeProvider.System, cancellationToken);
        }

        // On a busy machine a sound server of normal priority plays holes.
        if (_isRealTime)
        {
            await SucceedsAsync("chrt", "-a", "-r", "-p", "20", $"{_server.Id}");
        }
    }

    public async Task KillAsync()
    {
        _server!.Kill();
        await _server.WaitForExitAsync();
        _server.Dispose();
    }

    /// <summary>A command that has this real-time priority (SCHED_RR), where the system grants any.</summary>
    public IReadOnlyList<string> InRealTime(int priority, params IEnumerable<string> command) =>
        _isRealTime ? ["chrt", "-r", $"{priority}", .. command] : [.. command];

    /// <summary>Listens to the sink until the answer is disposed; its samples are then complete.</summary>
    internal Listener Listen() => Listen("a", 1);

    /// <summary>The same of <see cref="Left"/> and <see cref="Right"/>, a sample of each in turn.</summary>
    internal Listener ListenToBoth() => Listen("ab", 2);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await KillAsync();
        }

        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private string Socket => Path.Combine(_folder, "native");

    private Listener Listen(string sink, int channels)
    {
        var command = InRealTime(
            15, "parec", "-d", $"{sink}.monitor", "--rate=48000", $"--channels={channels}", "--format=s16le", "--latency-msec=50", "--raw");
        return new Listener(Run(command[0], [.. command.Skip(1)]), channels);
    }

    private static bool IsInstalled(string program) => System.Environment.GetEnvironmentVariable("PATH")!
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    private async Task<bool> SucceedsAsync(string program, params string[] arguments)
    {
        using var asked = Run(program, arguments);
        await asked.WaitForExitAsync();
        return asked.ExitCode == 0;
    }

    private Process Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in (string[])["HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "PULSE_RUNTIME_PATH"])
        {
            start.Environment[name] = _folder;
        }

        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        if (program == "pulseaudio")
        {
            start.Environment["PULSE_SERVER"] = "";
        }

        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }
}
