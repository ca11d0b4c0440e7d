using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CloudBroadcast.Controller.Console.Parts;

namespace CloudBroadcast.Controller.Gateways.Enrolment;

public sealed partial class QrTests : IDisposable
{
    private const int Scale = 4;
    private readonly string _folder = Directory.CreateTempSubdirectory("qr-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_foreign_reader_reads_the_whole_command_from_the_picture()
    {
        const string Command = "cloudbroadcast-agent enroll https://controller.dongzhai.example:8443 K7QF-2M9X-0123-4567-89AB-CDEF";
        var picture = Path.Combine(_folder, "code.pgm");
        await File.WriteAllBytesAsync(picture, Drawn(Qr.Svg(Command)), Stop);
        using var reader = Process.Start(new ProcessStartInfo("zbarimg", ["--quiet", "--raw", picture]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Assert.Equal(Command, (await reader.StandardOutput.ReadToEndAsync(Stop)).Trim());
        await reader.WaitForExitAsync(Stop);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // One path of runs, each a module high: M x y h width …
    private static byte[] Drawn(string svg)
    {
        var document = XDocument.Parse(svg).Root!;
        var side = int.Parse(document.Attribute("viewBox")!.Value.Split(' ')[2], CultureInfo.InvariantCulture) * Scale;
        var pixels = new byte[side * side];
        Array.Fill(pixels, byte.MaxValue);
        foreach (Match run in Run().Matches(document.Elements().Single(element => element.Name.LocalName == "path").Attribute("d")!.Value))
        {
            var (x, y, width) = (Of(run, 1), Of(run, 2), Of(run, 3));
            for (var row = y; row < y + Scale; row++)
            {
                pixels.AsSpan(row * side + x, width).Clear();
            }
        }

        return [.. Encoding.ASCII.GetBytes($"P5 {side} {side} 255\n"), .. pixels];
    }

    private static int Of(Match run, int group) => int.Parse(run.Groups[group].Value, CultureInfo.InvariantCulture) * Scale;

    [GeneratedRegex(@"M(\d+) (\d+)h(\d+)v1")]
    private static partial Regex Run();
}
