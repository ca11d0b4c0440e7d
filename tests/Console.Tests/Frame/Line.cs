using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Frame;

/// <summary>The circuit's line between a page and the host, which a test can cut and mend.</summary>
internal sealed class Line
{
    private IWebSocketRoute? _socket;
    private volatile bool _isCut;

    public static async Task<Line> ThroughAsync(IPage page)
    {
        var line = new Line();
        await page.RouteWebSocketAsync(new System.Text.RegularExpressions.Regex("/_blazor"), line.Connect);
        await page.RouteAsync("**/_blazor/**", line.AnswerAsync);
        return line;
    }

    public async Task CutAsync()
    {
        _isCut = true;
        await _socket!.CloseAsync(new WebSocketRouteCloseOptions { Code = 3000 });
    }

    public void Mend() => _isCut = false;

    private void Connect(IWebSocketRoute socket)
    {
        if (_isCut)
        {
            _ = socket.CloseAsync(new WebSocketRouteCloseOptions { Code = 3000 });
            return;
        }

        _socket = socket;
        socket.ConnectToServer();
    }

    private Task AnswerAsync(IRoute route) => _isCut ? route.AbortAsync() : route.ContinueAsync();
}
