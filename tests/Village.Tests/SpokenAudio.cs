using System.Diagnostics;
using CloudBroadcast.Protocol;
using CloudBroadcast.Town;

namespace CloudBroadcast.Village;

/// <summary>Two different programmes, spoken for these tests, as files and as the samples that should be heard.</summary>
public sealed class SpokenAudio : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cloudbroadcast-spoken-").FullName;

    /// <summary>About eight seconds.</summary>
    public string Programme => Path.Combine(_folder, "programme.wav");

    /// <summary>About as long, with other words.</summary>
    public string OtherProgramme => Path.Combine(_folder, "other.wav");

    /// <summary>About half a minute.</summary>
    public string LongProgramme => Path.Combine(_folder, "long.wav");

    public async ValueTask InitializeAsync()
    {
        await RunAsync("espeak-ng", "-v", "cmn-latn-pinyin", "-s", "140", "-w", LongProgramme, "通知。城乡居民基本医疗保险缴费，十二月三十一日截止，还没有缴的村民，请带上身份证到村委会办理。交通安全提醒，农用三轮车不能载人，酒后不能开车，骑摩托车要戴头盔，天黑出门请穿浅色衣服。冬季取暖提醒，烧煤取暖的人家，睡觉前请检查烟囱通不通，觉得头疼恶心，赶快开窗通风，把人抬到外面。反邪教提醒，不听不信不传，有病请到卫生院，有难处请找村委会和网格员。");
        await RunAsync("espeak-ng", "-v", "cmn-latn-pinyin", "-s", "150", "-w", Programme, "各位村民，这里是东寨镇云广播。今天讲一讲宅基地，农村的宅基地归集体所有，不能卖给外村人。");
        await RunAsync("espeak-ng", "-v", "cmn-latn-pinyin", "-s", "150", "-w", OtherProgramme, "反诈提醒。凡是让您转账的电话，一律挂断，不要告诉别人验证码，遇到可疑电话请拨打报警电话。");
    }

    /// <summary>The programme, or its first seconds, as the library would keep it, but not levelled.</summary>
    public async Task<OggOpusAudio> EncodeAsync(int seconds = 3)
    {
        var file = Path.Combine(_folder, $"{Guid.NewGuid():N}.opus");
        await RunAsync("ffmpeg", "-nostdin", "-v", "error", "-y", "-i", Programme, "-t", $"{seconds}", "-ac", "1", "-ar", "48000", "-c:a", "libopus", "-b:a", "32k", "-f", "ogg", file);
        await using var stream = File.OpenRead(file);
        Assert.True(OggOpus.TryRead(stream, out var audio, out var problem), problem);
        return audio;
    }

    /// <summary>Any audio file as 48 kHz mono samples.</summary>
    public static async Task<short[]> SamplesOfAsync(string file)
    {
        var raw = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".wav");
        try
        {
            await RunAsync("ffmpeg", "-nostdin", "-v", "error", "-i", file, "-ac", "1", "-ar", "48000", "-c:a", "pcm_s16le", raw);
            return WavFile.Read(raw);
        }
        finally
        {
            File.Delete(raw);
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {said}");
    }
}
