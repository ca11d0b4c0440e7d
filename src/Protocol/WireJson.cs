using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudBroadcast.Protocol;

/// <summary>JSON as the wire page says: unknown members are ignored, missing ones and duplicates refused, enums in camelCase words.</summary>
public static class WireJson
{
    /// <summary>Writes a message as UTF-8 JSON.</summary>
    public static byte[] Write<T>(T message)
        where T : class => JsonSerializer.SerializeToUtf8Bytes(message, WireJsonContext.Default.GetTypeInfo(typeof(T))!);

    /// <summary>Reads a message; <paramref name="problem"/> says where and why it can't be read.</summary>
    public static bool TryRead<T>(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out T? message, [NotNullWhen(false)] out string? problem)
        where T : class
    {
        try
        {
            message = (T?)JsonSerializer.Deserialize(utf8, WireJsonContext.Default.GetTypeInfo(typeof(T))!);
            problem = message is null ? "The message is null." : null;
            return message is not null;
        }
        catch (JsonException error)
        {
            message = null;
            problem = error.Message;
            return false;
        }
    }
}

/// <summary>Instants as RFC 3339 in UTC with microseconds: <c>2026-11-24T07:00:00.000000Z</c>.</summary>
internal sealed class UtcInstantConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DateTimeOffset.TryParseExact(
            reader.GetString(), Format, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : throw new JsonException($"An instant must have the form {Format}.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));
}

/// <summary>Ids of 128 bits as 32 lower-case hex digits.</summary>
internal sealed class HexGuidConverter : JsonConverter<Guid>
{
    public override Guid Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Guid.TryParseExact(reader.GetString(), "N", out var id) ? id : throw new JsonException("An id must be 32 hex digits.");

    public override void Write(Utf8JsonWriter writer, Guid value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString("N"));
}

/// <summary>A wall time of the day as <c>22:00</c>.</summary>
internal sealed class MinuteOfDayConverter : JsonConverter<TimeOnly>
{
    private const string Format = "HH:mm";

    public override TimeOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TimeOnly.TryParseExact(reader.GetString(), Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw new JsonException($"A time of day must have the form {Format}.");

    public override void Write(Utf8JsonWriter writer, TimeOnly value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(Format, CultureInfo.InvariantCulture));
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = 16,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcInstantConverter), typeof(HexGuidConverter), typeof(MinuteOfDayConverter)])]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(GatewayState))]
[JsonSerializable(typeof(PlaybackReport))]
[JsonSerializable(typeof(ClockRequest))]
[JsonSerializable(typeof(ClockAnswer))]
[JsonSerializable(typeof(GatewayConfiguration))]
[JsonSerializable(typeof(GatewaySchedule))]
[JsonSerializable(typeof(JournalEntry))]
[JsonSerializable(typeof(JournalTaken))]
[JsonSerializable(typeof(EnrolmentRequest))]
[JsonSerializable(typeof(EnrolmentAnswer))]
[JsonSerializable(typeof(Release))]
internal sealed partial class WireJsonContext : JsonSerializerContext;

/// <summary>Enums as camelCase words; numbers are refused.</summary>
internal sealed class WireEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
