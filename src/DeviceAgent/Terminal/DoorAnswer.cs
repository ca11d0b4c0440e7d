using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudBroadcast.DeviceAgent.Terminal;

/// <summary>What the running agent answers to one line at its door.</summary>
internal sealed record DoorAnswer
{
    /// <summary>The command's exit code.</summary>
    public required int ExitCode { get; init; }

    /// <summary>For people.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>For <c>status</c>: whether the controller's broker is connected.</summary>
    public bool? Connected { get; init; }

    /// <summary>For <c>status</c>: whether the version that runs has yet to prove itself.</summary>
    public bool? OnTrial { get; init; }

    /// <summary>For <c>status</c>: the state, as docs/wire/mqtt.md has it.</summary>
    public JsonElement? State { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(DoorAnswer))]
internal sealed partial class DoorJsonContext : JsonSerializerContext;
