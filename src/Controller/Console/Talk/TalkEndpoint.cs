using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Broadcasts.Live;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;

namespace CloudBroadcast.Controller.Console.Talk;

/// <summary>The socket of live talk: a microphone's frames go up (<see cref="TalkFrame"/>), what becomes of them comes down as JSON.</summary>
internal static class TalkEndpoint
{
    public const string Path = "/talk/socket";

    /// <summary>The microphone at the controller's machine instead of the browser's.</summary>
    public const string ControllerSource = "controller";

    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Before the endpoints: whoever opens a socket must find it unwrapped.</summary>
    public static void UseTalkSockets(this IApplicationBuilder app) =>
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = PingEvery, KeepAliveTimeout = PingTimeout });

    public static void MapTalk(this IEndpointRouteBuilder app) => app.Map(Path, TalkAsync).ExcludeFromDescription().RequireRight(Right.Speak);

    /// <param name="http">The request that becomes a socket.</param>
    /// <param name="areas">Codes of areas, with commas between them.</param>
    /// <param name="chime">Whether a chime sounds first.</param>
    /// <param name="source"><see cref="ControllerSource"/>, or null for the frames of this socket.</param>
    /// <param name="microphone">The one at this machine.</param>
    /// <param name="sessions">Makes what serves the socket.</param>
    private static async Task<IResult> TalkAsync(
        HttpContext http, string? areas, bool? chime, string? source, LineMicrophone microphone, TalkSessions sessions)
    {
        var codes = (areas ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (http.User.FirstBeyondReach(Right.Speak, codes) is { } beyond)
        {
            return Refusal.Forbidden(BroadcastEndpoints.BeyondReach(beyond, http.User));
        }

        if (codes.Length == 0)
        {
            return Refusal.Field("areas", areas, "one or more codes of GET /api/areas, with commas between them");
        }

        if (source is not (null or ControllerSource) || (source is not null && !microphone.IsThere))
        {
            return Refusal.Field("source", source, microphone.IsThere ? $"\"{ControllerSource}\", or none for the frames of this socket" : "none: the setting Live:Device names no microphone here");
        }

        // It stands in the town's room and not in a village.
        if (source is not null && http.User.IsBoundToArea(Right.Speak))
        {
            return Refusal.Forbidden("The microphone at the controller is for those who may speak to the whole town.");
        }

        if (!http.WebSockets.IsWebSocketRequest)
        {
            return Refusal.Field("Upgrade", http.Request.Headers.Upgrade.ToString(), "websocket");
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        await sessions.ServeAsync(socket, new TalkRequest(codes, chime ?? true), source is not null, http);
        return Results.Empty;
    }
}
