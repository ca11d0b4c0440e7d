using System.Globalization;
using System.Text.RegularExpressions;

namespace CloudBroadcast.Packaging;

public sealed partial class ServiceFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("agent-unit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Systemd_finds_no_fault_in_the_unit()
    {
        // The program that it names is not installed here.
        var unit = Path.Combine(_folder, "cloudbroadcast-agent.service");
        var text = await File.ReadAllTextAsync(Shell.Packaging("cloudbroadcast-agent.service"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            unit, text.Replace("/usr/lib/cloudbroadcast-agent/launch", Shell.Packaging("launch"), StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var (exitCode, output, errors) = await Shell.RunAsync("systemd-analyze", "verify", "--man=no", unit);

        Assert.DoesNotContain(unit, output + errors, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task Systemd_judges_its_exposure_below_three_of_ten()
    {
        var judged = await Shell.GoodAsync("systemd-analyze", "security", "--offline=true", "--no-pager", Shell.Packaging("cloudbroadcast-agent.service"));

        Assert.InRange(double.Parse(Overall().Match(judged).Groups[1].Value, CultureInfo.InvariantCulture), 0, 3);
    }

    [GeneratedRegex(@"Overall exposure level for \S+: ([\d.]+)")]
    private static partial Regex Overall();
}
