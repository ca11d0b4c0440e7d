using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways.Supplies;

/// <summary>How gateways are supplied with audio and packages over HTTPS (section <c>Supplies</c>).</summary>
internal sealed class SupplyOptions : IValidatableObject
{
    /// <summary>Fetches at a time; more wait.</summary>
    [Range(1, 64)]
    public int AtATime { get; set; } = 4;

    /// <summary>Of each fetch, while nothing is streamed.</summary>
    [Range(16_384, 1_000_000_000)]
    public int BytesPerSecond { get; set; } = 1_000_000;

    /// <summary>Of each fetch, while something is streamed.</summary>
    [Range(4_096, 1_000_000_000)]
    public int BytesPerSecondOnAir { get; set; } = 64_000;

    /// <summary>Collections of logs kept of each gateway.</summary>
    [Range(1, 1_000)]
    public int LogsKept { get; set; } = 10;

    /// <summary>The longest package.</summary>
    [Range(1_048_576, 1_073_741_824)]
    public long LongestPackage { get; set; } = 256 * 1024 * 1024;

    /// <summary>PEM file of the public key that signs released versions of the agent; without it no package is taken.</summary>
    public string? ReleaseKey { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ReleaseKey is { } file && !IsKey(file))
        {
            yield return new ValidationResult($"Supplies:ReleaseKey is \"{file}\". Allowed: a PEM file with a public key of P-256.", [nameof(ReleaseKey)]);
        }
    }

    private static bool IsKey(string file)
    {
        try
        {
            using var keys = new TrustedKeys();
            keys.AddPem(File.ReadAllText(file));
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            return false;
        }
    }
}

[OptionsValidator]
internal sealed partial class SupplyOptionsValidator : IValidateOptions<SupplyOptions>;
