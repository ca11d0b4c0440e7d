using CloudBroadcast.Controller.Areas.Map;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Door;

namespace CloudBroadcast.Controller.Console.Gateways;

/// <summary>Gives the picture behind the drawing of 网关.</summary>
internal static class MapEndpoint
{
    public const string Path = "/map/picture";

    public static void MapTownPicture(this WebApplication app) =>
        app.MapGet(Path, GetAsync).RequireRight(Right.Read).ExcludeFromDescription().WithMetadata(PageMark.Instance);

    private static async Task<IResult> GetAsync(TownMap map, CancellationToken cancellationToken) =>
        await map.FileAsync(cancellationToken) is { } picture ? Results.File(picture.Path, picture.ContentType) : Results.NotFound();
}
