using System.Net;

namespace CloudBroadcast.Controller.Operators.Audit;

/// <summary>Who does something, and from which address.</summary>
internal sealed record Actor(string Who, string From)
{
    /// <summary>Somebody at the machine itself, by the command line.</summary>
    public static Actor CommandLine { get; } = new("command line", "");

    /// <summary>What happens without a person.</summary>
    public static Actor Controller { get; } = new("controller", "");

    /// <summary>Whoever sent the request.</summary>
    public static Actor Of(HttpContext http)
    {
        var user = http.User;
        var who = user.Identity is { IsAuthenticated: true, Name: { } name } ? (user.IsToken() ? $"token {name}" : name) : "nobody";
        return new Actor(who, AddressOf(http));
    }

    public static string AddressOf(HttpContext http) => http.Connection.RemoteIpAddress switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } address => address.MapToIPv4().ToString(),
        IPAddress address => address.ToString(),
    };
}
