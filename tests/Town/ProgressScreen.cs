using System.Text.Json.Nodes;

namespace CloudBroadcast.Town;

/// <summary>One line for each addressed gateway with a bar; on a terminal it moves, elsewhere each line is printed once, at the end.</summary>
internal sealed class ProgressScreen(IReadOnlyList<VillageGateway> gateways) : IDisposable
{
    private const int BarWidth = 30;
    private readonly bool _moves = !Console.IsOutputRedirected;
    private IReadOnlyList<string> _lines = [];

    public void Show(JsonObject broadcast, DateTimeOffset now)
    {
        var start = (DateTimeOffset)broadcast["plannedStart"]!;
        var share = Math.Clamp((now - start).TotalMilliseconds / Math.Max(1, (double)broadcast["lengthMs"]!), 0, 1);
        if (_moves && _lines.Count > 0)
        {
            Console.Write($"\e[{_lines.Count}A");
        }

        _lines = broadcast["playbacks"]!.AsArray().Select(playback => Line(playback!, share)).ToList();
        if (_moves)
        {
            foreach (var line in _lines)
            {
                Console.WriteLine($"\e[2K{line}");
            }
        }
    }

    public void Dispose()
    {
        foreach (var line in _moves ? [] : _lines)
        {
            Console.WriteLine(line);
        }
    }

    private string Line(JsonNode playback, double share)
    {
        var state = (string)playback["state"]!;
        var done = state switch
        {
            "played" or "partly" => 1,
            "sounding" => share,
            _ => 0,
        };
        var bar = new string('█', (int)(done * BarWidth)).PadRight(BarWidth, '░');
        var place = gateways.First(gateway => gateway.Id == (string?)playback["gatewayId"]).Place;
        var error = playback["evidence"]?["firstSampleErrorUs"] is { } us ? $"  {(double)us / 1000,7:0.000} ms" : "";
        var reason = (string?)playback["reason"] is { } why ? $"  {why}" : "";
        return $"{place.GatewayId}  {Padded(place.Name)}  {bar}  {state}{error}{reason}";
    }

    // A Chinese character is two columns wide on a terminal.
    private static string Padded(string name) => name + new string(' ', Math.Max(0, 10 - name.Length * 2));
}
