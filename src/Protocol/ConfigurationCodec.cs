using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace CloudBroadcast.Protocol;

/// <summary>Signs configurations, and opens them again with all that can be judged without the installed one.</summary>
public static class ConfigurationCodec
{
    /// <summary>A gateway switches no more loudspeaker lines than a relay mask has room for beside the power.</summary>
    public const int MostZones = 8;

    private const int MaxKeys = 16;
    private const int MaxOperators = 64;
    private const int MaxName = 100;

    /// <summary>Signs a configuration.</summary>
    /// <exception cref="ArgumentException">It breaks a rule of the wire page.</exception>
    public static byte[] Sign(GatewayConfiguration configuration, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return ProblemOf(configuration) is { } problem
            ? throw new ArgumentException(problem, nameof(configuration))
            : SignedDocument.Sign(DocumentKind.Configuration, WireJson.Write(configuration), key);
    }

    /// <summary>Size, form, key known, signature. The caller judges addressee, revision and approval.</summary>
    public static bool TryOpen(
        ReadOnlyMemory<byte> bytes,
        TrustedKeys keys,
        [NotNullWhen(true)] out GatewayConfiguration? configuration,
        [NotNullWhen(false)] out RefusalReason? problem)
    {
        configuration = null;
        if (!SignedDocument.TryOpen(DocumentKind.Configuration, bytes, keys, out var payload, out _, out problem))
        {
            return false;
        }

        if (!WireJson.TryRead<GatewayConfiguration>(payload.Span, out var read, out _) || ProblemOf(read) is not null)
        {
            problem = RefusalReason.Form;
            return false;
        }

        configuration = read;
        return true;
    }

    /// <summary>
    /// Reads the configuration that a gateway keeps, with the keys that stand in it: what was believed when it was installed
    /// is believed again, and a damaged file is found.
    /// </summary>
    public static bool TryOpenInstalled(
        ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out GatewayConfiguration? configuration, [NotNullWhen(false)] out string? problem)
    {
        configuration = null;
        if (!SignedDocument.TryDecode(bytes, out var message, out _) || message.Content is not { } payload)
        {
            problem = "it is no signed document";
            return false;
        }

        if (!WireJson.TryRead(payload.Span, out configuration, out problem))
        {
            return false;
        }

        problem = ProblemOf(configuration);
        return problem is null;
    }

    /// <summary>The controller's keys of a configuration, each with its classes.</summary>
    public static TrustedKeys KeysOf(GatewayConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var keys = new TrustedKeys();
        foreach (var key in configuration.Keys)
        {
            keys.Add(key.PublicKey, key.Classes);
        }

        return keys;
    }

    /// <summary>The operators' keys of a configuration.</summary>
    public static TrustedKeys OperatorsOf(GatewayConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var keys = new TrustedKeys();
        foreach (var each in configuration.Operators)
        {
            keys.Add(each.PublicKey);
        }

        return keys;
    }

    /// <summary>The first rule of the wire page that the configuration breaks, or null.</summary>
    public static string? ProblemOf(GatewayConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration switch
        {
            { Version: not WireVersion.Current } => $"version is {configuration.Version}, this build speaks {WireVersion.Current}",
            _ when !Topics.IsGatewayId(configuration.Gateway) => "gateway must be a gateway id",
            { Revision: < 1 } => "revision must be 1 or more",
            { Name.Length: 0 or > MaxName } => $"name must have 1 to {MaxName} characters",
            _ when !Topics.IsAreaCode(configuration.Area) => "area must be a division code",
            _ when !AreZones(configuration.Zones) => $"zones must be different numbers from 1 to {MostZones}, at least one",
            _ when !TimeZoneInfo.TryFindSystemTimeZoneById(configuration.TimeZone, out _) => "timeZone must be the IANA name of a time zone",
            { Curfew: { } curfew } when curfew.From == curfew.To => "curfew must not end when it begins",
            { LongestPlayMs: < 1_000 or > 86_400_000 } => "longestPlayMs must be 1000 to 86400000",
            { StartsPerHour: < 1 or > 3_600 } => "startsPerHour must be 1 to 3600",
            { VolumePercent: < 0 or > 100 } => "volumePercent must be 0 to 100",
            { AlertMessage: { } message } when !OrderCodec.IsItem(message) => "alertMessage is out of range",
            { Keys.Count: 0 or > MaxKeys } => $"keys must hold 1 to {MaxKeys} keys",
            _ when !configuration.Keys.All(key => key.Classes.Count > 0 && IsKey(key.PublicKey)) => "a key must be P-256 and have a class",
            { Operators.Count: > MaxOperators } => $"operators must hold at most {MaxOperators} operators",
            _ when !configuration.Operators.All(each => each.Name.Length is > 0 and <= MaxName && IsKey(each.PublicKey)) =>
                "an operator must have a name and a P-256 key",
            _ when SharesKeys(configuration) => "an operator's key must not be one of the controller's",
            { EmergencyNeedsApproval: true, Operators.Count: 0 } => "emergencyNeedsApproval needs an operator",
            _ => null,
        };
    }

    private static bool AreZones(IReadOnlyList<int> zones) =>
        zones.Count > 0 && zones.All(zone => zone is >= 1 and <= MostZones) && zones.Distinct().Count() == zones.Count;

    private static bool SharesKeys(GatewayConfiguration configuration) =>
        configuration.Keys.Select(key => PublicKeyId.Of(key.PublicKey)).Intersect(configuration.Operators.Select(each => PublicKeyId.Of(each.PublicKey))).Any();

    private static bool IsKey(ReadOnlyMemory<byte> subjectPublicKeyInfo)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo.Span, out var read);
            return read == subjectPublicKeyInfo.Length && key.ExportParameters(false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
