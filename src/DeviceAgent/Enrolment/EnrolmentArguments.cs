using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.DeviceAgent.Terminal;
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
    /// <summary>What may be typed. A code may stand with spaces between its groups.</summary>
    public static CommandForm Form { get; } = new(
        "cloudbroadcast-agent enroll https://HOST:PORT CODE [--folder FOLDER] [--store FOLDER] [--config FILE] [--replace]",
        MostPlaces: 1 + EnrolmentCode.SecretLength + EnrolmentCode.PinLength,
        Flags: [ReplaceFlag],
        Values: [FolderOption, StoreOption]);

    private const string ReplaceFlag = "--replace";
    private const string FolderOption = "--folder";
    private const string StoreOption = "--store";

    /// <summary>Reads the arguments; folders that are not given come from the agent's own settings.</summary>
    /// <exception cref="EnrolmentFailure">An argument is missing or unfit.</exception>
    /// <exception cref="FormatException">An argument is unknown.</exception>
    public static EnrolmentArguments Parse(IReadOnlyList<string> arguments)
    {
        var typed = CommandLine.Parse(arguments, Form);
        if (typed.Places.Count < 2)
        {
            throw new EnrolmentFailure($"the controller's address or the code is missing; use: {Form.Usage}");
        }

        var configured = AgentConfiguration.Read(typed);
        return new EnrolmentArguments(
            ControllerOf(typed.Places[0]),
            CodeOf(string.Concat(typed.Places.Skip(1))),
            typed.Value(FolderOption) ?? configured["Link:Folder"] ?? new LinkOptions().Folder,
            typed.Value(StoreOption) ?? configured["Store:Folder"] ?? new StoreOptions().Folder,
            typed.Has(ReplaceFlag));
    }

    private static Uri ControllerOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "https", PathAndQuery: "/", UserInfo: "", Fragment: "" }
            ? uri
            : throw new EnrolmentFailure($"'{text}' is no address of a controller; it looks like https://HOST or https://HOST:PORT");

    private static EnrolmentCode CodeOf(string text) => EnrolmentCode.TryParse(text, out var code)
        ? code
        : throw new EnrolmentFailure($"'{text}' is no enrolment code; it has six groups of four characters (0-9, A-Z without I L O U), as the console shows it");
}
