using System.Globalization;
using CloudBroadcast.Town;

namespace CloudBroadcast.Village;

/// <summary>The demo town for an hour, a broadcast every three minutes.</summary>
[Collection(WholeMachine.Name)]
public sealed class SoakTests(SpokenAudio spoken)
{
    private const double MegaByte = 1e6;
    private static readonly TimeSpan Length = TimeSpan.FromHours(1);
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(3);

    // What the runtime still compiles and caches after the first broadcasts is no leak.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task An_hour_of_broadcasts_logs_no_error_and_needs_no_more_memory_at_its_end()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("LONG_TESTS") == "1", "takes an hour; ./test.sh --long runs it");
        var token = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("cloudbroadcast-soak-").FullName;
        var samples = new List<(TimeSpan At, double ControllerMb, double AgentsMb)>();
        var whole = 0;
        var runs = 0;
        await using (var town = await TownRunner.StartAsync(new TownSettings { Folder = folder }, token))
        {
            var programme = await town.Api.ImportAsync(spoken.Programme, "programme", "notice", token);
            var began = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(began) < Length)
            {
                var next = Task.Delay(Every, TimeProvider.System, token);
                var run = new BroadcastRun(town, [Place.TownCode], 80, Path.Combine(folder, "run"), TimeProvider.System);
                whole += await run.RunAsync(Guid.Parse((string)programme["id"]!), token) ? 1 : 0;
                runs++;
                samples.Add((TimeProvider.System.GetElapsedTime(began), town.Controller.ResidentBytes / MegaByte, town.Gateways.Sum(gateway => gateway.Agent.ResidentBytes) / MegaByte / town.Gateways.Count));
                TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture,
                    $"{samples[^1].At:hh\\:mm\\:ss} controller {samples[^1].ControllerMb:0.0} MB, agent {samples[^1].AgentsMb:0.0} MB, whole {whole} of {runs}"));
                await next;
            }
        }

        Quietly.Remove(folder);
        Assert.Equal(runs, whole);
        AssertNoGrowth(samples.Where(sample => sample.At > Settling).Select(sample => sample.ControllerMb).ToList());
        AssertNoGrowth(samples.Where(sample => sample.At > Settling).Select(sample => sample.AgentsMb).ToList());
    }

    // The mean of the last third against that of the first: more than 10 % is no noise.
    private static void AssertNoGrowth(List<double> values)
    {
        var third = values.Count / 3;
        Assert.True(third > 0, "too few samples");
        Assert.InRange(values.TakeLast(third).Average(), 0, values.Take(third).Average() * 1.1);
    }
}
