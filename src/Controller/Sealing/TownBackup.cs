using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CloudBroadcast.Controller.Sealing;

/// <summary>What a sealed backup holds: the keys, and the register that says whose certificates and passwords count.</summary>
internal sealed class TownBackup
{
    /// <summary>The content's form that this build writes and reads.</summary>
    public const int CurrentVersion = 1;

    // A later build has members that an earlier backup lacks: they keep their defaults. What it no longer has is ignored.
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { DemandNothing } },
    };

    public int Version { get; init; }

    public DateTimeOffset MadeAt { get; init; }

    public List<KeptKeyFile> Keys { get; init; } = [];

    public TrustRegister Register { get; init; } = new();

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <exception cref="InvalidDataException">It is of another version, or no backup of this program.</exception>
    public static TownBackup Read(ReadOnlySpan<byte> content)
    {
        try
        {
            return JsonSerializer.Deserialize<TownBackup>(content, Json) is { Version: CurrentVersion } backup
                ? backup
                : throw new InvalidDataException($"The backup is not of version {CurrentVersion}, which this build reads.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"The backup's content can't be read: {error.Message}");
        }
    }

    private static void DemandNothing(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            property.IsRequired = false;
        }
    }
}
