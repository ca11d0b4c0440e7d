namespace CloudBroadcast.Controller.Library.Import;

/// <summary>Prints how fast a programme is imported; run by hand, for a figure is no test.</summary>
public sealed class ImportSpeed : IDisposable
{
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact(Explicit = true)]
    public async Task Ten_minutes_of_mp3()
    {
        var speech = await _workshop.SpeechAsync("永昌县东寨镇普法广播现在开始。各位村民请注意防范电信诈骗，不要轻信陌生电话，不要点击陌生链接。法治宣传进乡村。");
        var file = _workshop.Path("ten.mp3");
        await Workshop.RunAsync("ffmpeg", ["-v", "error", "-stream_loop", "100", "-i", speech, "-t", "600", "-ar", "44100", "-ac", "2", "-b:a", "128k", file]);
        for (var round = 0; round < 3; round++)
        {
            var started = TimeProvider.System.GetTimestamp();
            var imported = await _workshop.ImportAsync(file);
            var took = TimeProvider.System.GetElapsedTime(started);
            TestContext.Current.SendDiagnosticMessage(FormattableString.Invariant(
                $"{took.TotalSeconds:F2} s = {600 / took.TotalSeconds:F0} x real time; {imported.LevelledLufs} LUFS, {imported.LevelledTruePeakDb} dB, gain {imported.GainDb:F1}"));
            Assert.InRange(imported.LengthSamples / 48000.0, 599, 601);
        }
    }
}
