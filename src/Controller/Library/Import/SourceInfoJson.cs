using System.Globalization;
using System.Text.Json;

namespace CloudBroadcast.Controller.Library.Import;

/// <summary>Reads what ffprobe prints; its numbers come as strings, or not at all.</summary>
internal static class SourceInfoJson
{
    public static SourceInfo? Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("streams", out var streams) || streams.GetArrayLength() == 0)
        {
            return null;
        }

        var format = document.RootElement.GetProperty("format");
        var seconds = Number(format, "duration");
        return new SourceInfo(
            Text(format, "format_name"),
            Text(streams[0], "codec_name"),
            seconds is >= 0 and < 1e9 ? TimeSpan.FromSeconds(seconds.Value) : null,
            (long?)Number(streams[0], "bit_rate"));
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static double? Number(JsonElement element, string name) =>
        double.TryParse(Text(element, name), CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
