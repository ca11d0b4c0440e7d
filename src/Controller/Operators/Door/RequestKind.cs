namespace CloudBroadcast.Controller.Operators.Door;

/// <summary>What kind of request it is, to who guards the door.</summary>
internal static class RequestKind
{
    /// <summary>Whether the method may change something (RFC 9110, section 9.2.1: the safe ones are left out).</summary>
    public static bool MayChange(this HttpRequest request) => !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)
        && !HttpMethods.IsOptions(request.Method) && !HttpMethods.IsConnect(request.Method);

    /// <summary>Whether it opens a web socket; the framework says so only behind its own endpoint.</summary>
    public static bool IsSocket(this HttpRequest request) => HttpMethods.IsConnect(request.Method)
        || request.Headers.Upgrade.Any(name => string.Equals(name, "websocket", StringComparison.OrdinalIgnoreCase));
}
