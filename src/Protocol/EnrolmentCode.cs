using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace CloudBroadcast.Protocol;

/// <summary>
/// What a technician carries from the console to the gateway, once: 8 characters that only the controller knows and 16 that
/// pin its certificate authority, so that a gateway that has never seen the controller is not led to another one.
/// </summary>
public sealed record EnrolmentCode
{
    /// <summary>Characters of <see cref="Secret"/>: 40 bits.</summary>
    public const int SecretLength = 8;

    /// <summary>Characters of <see cref="Pin"/>: 80 bits.</summary>
    public const int PinLength = 16;

    // Crockford's base 32: no I, L, O and U, so that nothing is misread from a screen.
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int GroupLength = 4;

    private EnrolmentCode(string secret, string pin) => (Secret, Pin) = (secret, pin);

    /// <summary>Used once, within its hour; nobody keeps it in clear.</summary>
    public string Secret { get; }

    /// <summary>The first 80 bits of the SHA-256 of the authority's certificate (DER).</summary>
    public string Pin { get; }

    /// <summary>Makes a code for the controller with this authority.</summary>
    public static EnrolmentCode Create(ReadOnlySpan<byte> authorityCertificate) =>
        new(RandomNumberGenerator.GetString(Alphabet, SecretLength), PinOf(SHA256.HashData(authorityCertificate)));

    /// <summary>Whether this is the authority that the code pins.</summary>
    public bool Pins(ReadOnlySpan<byte> authorityCertificate) => PinOf(SHA256.HashData(authorityCertificate)) == Pin;

    /// <summary>Reads what a person typed: small letters, spaces, hyphens, and O, I and L for 0, 1 and 1 are taken.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out EnrolmentCode? code)
    {
        var characters = (text ?? "").ToUpperInvariant().Where(character => character is not ('-' or ' '))
            .Select(character => character switch { 'O' => '0', 'I' or 'L' => '1', _ => character }).Take(SecretLength + PinLength + 1).ToArray();
        code = characters.Length == SecretLength + PinLength && characters.All(character => Alphabet.Contains(character, StringComparison.Ordinal))
            ? new EnrolmentCode(new string(characters, 0, SecretLength), new string(characters, SecretLength, PinLength))
            : null;
        return code is not null;
    }

    /// <summary>Six groups of four with hyphens between.</summary>
    public override string ToString() => string.Join('-', (Secret + Pin).Chunk(GroupLength).Select(group => new string(group)));

    internal static string PinOf(ReadOnlySpan<byte> hash)
    {
        var pin = new char[PinLength];
        for (var index = 0; index < PinLength; index++)
        {
            // Five bits at a time; the last ones end with the tenth byte.
            var bit = index * 5;
            var pair = (hash[bit / 8] << 8) | (bit / 8 + 1 < hash.Length ? hash[bit / 8 + 1] : 0);
            pin[index] = Alphabet[(pair >> (11 - bit % 8)) & 31];
        }

        return new string(pin);
    }
}
