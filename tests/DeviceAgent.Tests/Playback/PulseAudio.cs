using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>
/// A private PulseAudio with sinks that are nobody's loudspeaker: ALSA reaches one as <see cref="Device"/>, and the two sides of
/// another, which one recording holds, as <see cref="Left"/> and <see cref="Right"/>. It can be killed, started again and listened to. Needs Debian's pulseaudio, pulseaudio-utils and libasound2-plugins.
/// </summary>
public sealed partial class PulseAudio : IAsyncLifetime
{
    public const string Device = "pulse:a";
    public const string Left = "pulse:l";
    public const string Right = "pulse:r";

    private readonly string _folder = Directory.CreateTempSubdirectory("cloudbroadcast-pulse-").FullName;
    private Process? _server;
    private bool _isRealTime;

    /// <summary>Null, or why it can't be here.</summary>
    public string? Missing { get; } =
        IsInstalled("pulseaudio") && IsInstalled("parec") && IsInstalled("pactl") ? null : "pulseaudio or pulseaudio-utils is not installed";

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        // norewinds: else a null sink renders blocks of 2 s, and a start stalls.
        await File.WriteAllTextAsync(Path.Combine(_folder, "default.pa"), $"""
            load-module module-native-protocol-unix auth-anonymous=1 socket={Socket}
            load-module module-null-sink sink_name=a norewinds=1 rate=48000 channels=1 format=s16le
            load-module module-null-sink sink_name=ab norewinds=1 rate=48000 channels=2 format=s16le
            load-module module-remap-sink sink_name=l master=ab channels=1 channel_map=mono master_channel_map=front-left remix=no
            load-module module-remap-sink sink_name=r master=ab channels=1 channel_map=mono master_channel_map=front-right remix=no
            """);
        // The plugin reads the environment of C, which .NET's own setter leaves alone.
        Assert.Equal(0, setenv("PULSE_SERVER", $"unix:{Socket}", 1));
        _isRealTime = await SucceedsAsync("chrt", "-r", "1", "true");
        Assert.Equal(0, setenv("PULSE_COOKIE", Path.Combine(_folder, "cookie"), 1));
        await StartAsync();
    }

    public async Task StartAsync()
    {
        File.Delete(Socket);
        _server = Run(
            "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit", "--use-pid-file=no", "--disable-shm=yes",
            "--realtime=no", "--high-priority=no", $"--log-target=file:{_folder}/log", "-F", $"{_folder}/default.pa");
        for (var attempt = 0; attempt < 200 && !await SucceedsAsync("pactl", "info"); attempt++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
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

    /// <summary>Listens to the sink until the answer is disposed; its samples are then complete.</summary>
    internal Listener Listen() => Listen("a", 1);

    /// <summary>The same of <see cref="Left"/> and <see cref="Right"/>, a sample of each in turn.</summary>
    internal Listener ListenToBoth() => Listen("ab", 2);

    /// <summary>What a process needs in its environment to reach this sound server.</summary>
    internal IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["PULSE_SERVER"] = $"unix:{Socket}",
        ["PULSE_COOKIE"] = Path.Combine(_folder, "cookie"),
    };

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await KillAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private string Socket => Path.Combine(_folder, "native");

    private Listener Listen(string sink, int channels)
    {
        string[] parec = ["parec", "-d", $"{sink}.monitor", "--rate=48000", $"--channels={channels}", "--format=s16le", "--latency-msec=50", "--raw"];
        return new Listener(_isRealTime ? Run("chrt", ["-r", "15", .. parec]) : Run(parec[0], parec[1..]));
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

        start.Environment["PULSE_SERVER"] = program == "pulseaudio" ? "" : $"unix:{Socket}";
        start.Environment["PULSE_COOKIE"] = Path.Combine(_folder, "cookie");
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}

/// <summary>What a PulseAudio sink played while this was there.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly Process _process;
    private readonly MemoryStream _bytes = new();
    private readonly Task _reading;

    public Listener(Process process)
    {
        _process = process;
        _reading = process.StandardOutput.BaseStream.CopyToAsync(_bytes);
    }

    public ReadOnlySpan<short> Samples => MemoryMarshal.Cast<byte, short>(_bytes.GetBuffer().AsSpan(0, (int)_bytes.Length & ~1));

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }
}
