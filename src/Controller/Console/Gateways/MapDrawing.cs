using CloudBroadcast.Controller.Areas.Map;
using CloudBroadcast.Controller.Console.Parts;

namespace CloudBroadcast.Controller.Console.Gateways;

/// <summary>A village's gateway on the drawing; <paramref name="X"/> and <paramref name="Y"/> are the mark's centre.</summary>
public sealed record MapMark(string GatewayId, string Village, Look Look, int X, int Y);

/// <summary>The town as it is drawn: the size, the picture behind it, and the marks.</summary>
/// <param name="Width">Units of the drawing.</param>
/// <param name="Height">Units of the drawing.</param>
/// <param name="Picture">Its address, or null.</param>
/// <param name="Marks">In the order of the villages.</param>
public sealed record MapDrawing(int Width, int Height, string? Picture, IReadOnlyList<MapMark> Marks)
{
    /// <summary>As wide as the side column of the page: marks and names keep their size whatever picture lies behind them.</summary>
    public const int PlainWidth = 560;

    /// <summary>Without a picture.</summary>
    public const int PlainHeight = 450;

    // Names stand under the marks; nothing may be cut at the edge.
    private const int Edge = 60;

    // A little wider than high, as the plain drawing is.
    private const double ColumnsForRows = 0.75;

    /// <summary>Draws each village where somebody has placed it, else in rows by the order given.</summary>
    internal static MapDrawing Of(IReadOnlyList<GatewayRow> rows, MapView map)
    {
        var height = map.Picture is { } picture ? Math.Max(1, PlainWidth * picture.Height / picture.Width) : PlainHeight;
        var columns = Math.Max(1, (int)Math.Ceiling(Math.Sqrt(rows.Count / ColumnsForRows)));
        var lines = Math.Max(1, (rows.Count + columns - 1) / columns);
        return new MapDrawing(PlainWidth, height, map.Picture is null ? null : $"map/picture?v={map.Version}",
        [
            .. rows.Select((row, index) =>
            {
                var (x, y) = map.Places.TryGetValue(row.Gateway.AreaCode, out var place)
                    ? (place.X * PlainWidth / MapPlace.Most, place.Y * height / MapPlace.Most)
                    : InRow(index % columns, columns, index / columns, lines, height);
                return new MapMark(row.Gateway.Id, row.Village, row.Look, x, y);
            }),
        ]);
    }

    // Every other row is shifted by half a step: names of neighbours do not touch.
    private static (int X, int Y) InRow(int column, int columns, int row, int rows, int height)
    {
        var step = (PlainWidth - 2 * Edge) / (columns - 0.5);
        var x = columns == 1 ? PlainWidth / 2 : Edge + (int)((column + row % 2 * 0.5) * step);
        var y = rows == 1 ? height / 2 : Edge + row * (height - 2 * Edge) / (rows - 1);
        return (x, y);
    }
}
