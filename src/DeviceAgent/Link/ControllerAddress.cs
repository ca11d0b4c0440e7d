using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>Where the controller is.</summary>
/// <param name="Host">Host name or address; its certificate must name it.</param>
/// <param name="MqttPort">The broker's TLS port.</param>
/// <param name="HttpsPort">The port that enrolment spoke to: audio comes from there.</param>
internal sealed record ControllerAddress(string Host, int MqttPort, int HttpsPort = ControllerAddress.UsualHttpsPort)
{
    /// <summary>Where HTTPS is when nobody says otherwise.</summary>
    public const int UsualHttpsPort = 443;

    /// <summary>Its name in the link's folder.</summary>
    public const string FileName = "controller.json";

    /// <summary>What the options say, and for the rest what enrolment wrote down.</summary>
    /// <exception cref="LinkFileException">The file is needed, and missing or unfit.</exception>
    public static ControllerAddress Of(LinkOptions options)
    {
        if (options is { Controller: { Length: > 0 } host, Port: { } port })
        {
            var https = options.HttpsPort ?? (File.Exists(Path.Combine(options.Folder, FileName)) ? Read(options.Folder).HttpsPort : UsualHttpsPort);
            return new ControllerAddress(host, port, https);
        }

        var written = Read(options.Folder);
        return new ControllerAddress(options.Controller is { Length: > 0 } named ? named : written.Host, options.Port ?? written.MqttPort, options.HttpsPort ?? written.HttpsPort);
    }

    /// <summary>The address as its file.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, AddressJsonContext.Default.ControllerAddress);

    private static ControllerAddress Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        const string Remedy = "enrol this gateway: cloudbroadcast-agent enroll https://CONTROLLER CODE";
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), AddressJsonContext.Default.ControllerAddress) is { Host.Length: > 0, MqttPort: > 0 and < 65536, HttpsPort: > 0 and < 65536 } address
                ? address
                : throw new LinkFileException($"{path}: names no host and port; {Remedy} --replace");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LinkFileException($"{path}: no such file; {Remedy}");
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new LinkFileException($"{path}: {error.Message.TrimEnd('.')}; {Remedy} --replace");
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, WriteIndented = true)]
[JsonSerializable(typeof(ControllerAddress))]
internal sealed partial class AddressJsonContext : JsonSerializerContext;
