namespace CloudBroadcast.Protocol;

/// <summary>A gateway asks for its certificate and its configuration, over HTTPS, with a code that it can use once.</summary>
public sealed record EnrolmentRequest
{
    /// <summary><see cref="WireVersion.Current"/>.</summary>
    public required int Version { get; init; }

    /// <summary><see cref="EnrolmentCode.Secret"/>; the pin stays at the gateway.</summary>
    public required string Secret { get; init; }

    /// <summary>PKCS#10 in PEM, signed with the key that the gateway made; nothing but the key is taken from it.</summary>
    public required string CertificateRequest { get; init; }
}

/// <summary>What an enrolled gateway needs for its life.</summary>
public sealed record EnrolmentAnswer
{
    /// <summary><see cref="WireVersion.Current"/>.</summary>
    public required int Version { get; init; }

    /// <summary>The id that the code was made for.</summary>
    public required string Gateway { get; init; }

    /// <summary>The gateway's certificate, PEM.</summary>
    public required string Certificate { get; init; }

    /// <summary>The signed <see cref="GatewayConfiguration"/>, in base64.</summary>
    public required ReadOnlyMemory<byte> Configuration { get; init; }

    /// <summary>Port of the broker on the host that the gateway asked.</summary>
    public required int MqttPort { get; init; }
}

/// <summary>Where the controller answers gateways over HTTPS: docs/wire/enrolment.md, and docs/wire/gateway-https.md for enrolled ones.</summary>
public static class GatewayPaths
{
    /// <summary>GET: the authority's certificate in PEM, to be compared with the pin of the code before anything else is said.</summary>
    public const string Authority = "/gateway/1/authority";

    /// <summary>POST: <see cref="EnrolmentRequest"/>, answered by <see cref="EnrolmentAnswer"/>.</summary>
    public const string Enrolment = "/gateway/1/enrolment";

    /// <summary>GET, by an enrolled gateway: this, a slash and the SHA-256 of a piece of audio.</summary>
    public const string Audio = "/gateway/1/audio";

    /// <summary>GET, by an enrolled gateway: this, a slash and the SHA-256 of a released package.</summary>
    public const string Package = "/gateway/1/package";

    /// <summary>POST, by an enrolled gateway: its logs, gzip.</summary>
    public const string Logs = "/gateway/1/logs";
}
