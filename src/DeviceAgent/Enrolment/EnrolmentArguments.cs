using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Enrolment;

/// <summary>What the technician typed behind <c>enroll</c>.</summary>
/// <param name="Controller">The controller's address: https, a host and a port.</param>
/// <param name="Code">The one-time code.</param>
/// <param name="Folder">Where the identity shall lie.</param>
/// <param name="Store">Where this gateway remembers orders and time.</param>
/// <param name="Replace">Whether an identity that is there gives way.</param>
internal sealed record EnrolmentArguments(Uri Controller, EnrolmentCode Code, string Folder, string Store, bool Replace)
{
    private const string Usage = "cloudbroadcast-agent enroll https://HOST:PORT CODE [--folder FOLDER] [--store FOLDER] [--config FILE] [--replace]";

    /// <summary>Reads the arguments; folders that are not given come from the agent's own settings.</summary>
    /// <exception cref="EnrolmentFailure">An argument is missing, unknown or unfit.</exception>
    public static EnrolmentArguments Parse(IReadOnlyList<string> arguments)
    {
        var places = new List<string>();
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var replace = false;
        for (var index = 0; index < arguments.Count; index++)
        {
            var (argument, next) = (arguments[index], index + 1 < arguments.Count ? arguments[index + 1] : null);
            switch (argument)
            {
                case "--replace":
                    replace = true;
                    break;
                case "--folder" or "--store" or "--config" when next is { Length: > 0 }:
                    options[argument] = next;
                    index++;
                    break;
                case ['-', ..]:
                    throw new EnrolmentFailure($"'{argument}' is no option, or its value is missing; use: {Usage}");
                default:
                    places.Add(argument);
                    break;
            }
        }

        if (places.Count < 2)
        {
            throw new EnrolmentFailure($"the controller's address or the code is missing; use: {Usage}");
        }

        // A code may be typed with spaces between its groups.
        var configured = AgentConfiguration.Read(options.TryGetValue("--config", out var file) ? ["--config", file] : []);
        return new EnrolmentArguments(
            ControllerOf(places[0]),
            CodeOf(string.Concat(places.Skip(1))),
            options.GetValueOrDefault("--folder") ?? configured["Link:Folder"] ?? new LinkOptions().Folder,
            options.GetValueOrDefault("--store") ?? configured["Store:Folder"] ?? new StoreOptions().Folder,
            replace);
    }

    private static Uri ControllerOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "https", PathAndQuery: "/", UserInfo: "", Fragment: "" }
            ? uri
            : throw new EnrolmentFailure($"'{text}' is no address of a controller; it looks like https://HOST or https://HOST:PORT");

    private static EnrolmentCode CodeOf(string text) => EnrolmentCode.TryParse(text, out var code)
        ? code
        : throw new EnrolmentFailure($"'{text}' is no enrolment code; it has six groups of four characters (0-9, A-Z without I L O U), as the console shows it");
}
