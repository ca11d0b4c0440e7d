using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace CloudBroadcast.Protocol;

/// <summary>
/// A released version as one file (docs/wire/package.md): eight bytes of name, the length of the signed <see cref="Release"/>, the
/// signed release, then gzip of all its files one after the other.
/// </summary>
public static partial class ReleasePackage
{
    /// <summary>All files of a release together are no longer.</summary>
    public const long MaxBytes = 256L * 1024 * 1024;

    private const int MaxFiles = 16;
    private const int HeaderSize = 12;
    private const int ChunkSize = 128 * 1024;

    private static ReadOnlySpan<byte> Name => "CBAGENT1"u8;

    /// <summary>Writes a package; <paramref name="open"/> opens a file by its name.</summary>
    public static void Write(Stream package, Release release, SigningKey key, Func<string, Stream> open)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(release);
        ArgumentNullException.ThrowIfNull(open);
        if (ProblemOf(release) is { } problem)
        {
            throw new ArgumentException(problem, nameof(release));
        }

        var signed = SignedDocument.Sign(DocumentKind.Release, WireJson.Write(release), key);
        var header = new byte[HeaderSize];
        Name.CopyTo(header);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(Name.Length), signed.Length);
        package.Write(header);
        package.Write(signed);
        using var files = new GZipStream(package, CompressionLevel.SmallestSize, leaveOpen: true);
        foreach (var file in release.Files)
        {
            using var content = open(file.Name);
            content.CopyTo(files);
        }
    }

    /// <summary>
    /// Reads the signed release; the stream then stands at the files. Nothing is believed before the key is known and its
    /// signature good; <paramref name="problem"/> says what is wrong.
    /// </summary>
    public static bool TryOpen(Stream package, TrustedKeys keys, [NotNullWhen(true)] out Release? release, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(package);
        release = null;
        if (!TryReadSigned(package, out var signed))
        {
            problem = "It is no package of the agent.";
            return false;
        }

        if (!SignedDocument.TryOpen(DocumentKind.Release, signed, keys, out var payload, out _, out var refusal))
        {
            problem = $"The release key did not sign it ({refusal}).";
            return false;
        }

        if (WireJson.TryRead(payload.Span, out release, out problem) && (problem = ProblemOf(release)) is null)
        {
            return true;
        }

        release = null;
        problem ??= "The release can't be read.";
        return false;
    }

    /// <summary>The files of a package whose release was read.</summary>
    public static Stream Files(Stream package) => new GZipStream(package, CompressionMode.Decompress, leaveOpen: true);

    /// <summary>What is wrong with the files of a package whose release was read, or null when all are what was signed.</summary>
    public static string? ProblemOfFiles(Stream package, Release release) => ProblemOfFiles(package, release, IsWhole);

    /// <summary>As above; <paramref name="take"/> reads each file from the stream and says whether it is what was signed.</summary>
    public static string? ProblemOfFiles(Stream package, Release release, Func<Stream, ReleaseFile, bool> take)
    {
        ArgumentNullException.ThrowIfNull(release);
        ArgumentNullException.ThrowIfNull(take);
        try
        {
            using var files = Files(package);
            var other = release.Files.FirstOrDefault(file => !take(files, file));
            return other is not null ? $"'{other.Name}' in it is not what was released."
                : files.ReadByte() >= 0 ? "There is more in it than was released."
                : null;
        }
        catch (InvalidDataException)
        {
            return "Its files can't be unpacked.";
        }
    }

    /// <summary>The version as it is compared, or null for what is none.</summary>
    public static Version? VersionOf(string text) => VersionForm().IsMatch(text) && System.Version.TryParse(text, out var version) ? version : null;

    private static bool TryReadSigned(Stream package, out byte[] signed)
    {
        var header = new byte[HeaderSize];
        signed = [];
        if (package.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) < HeaderSize || !header.AsSpan().StartsWith(Name))
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(Name.Length));
        if (length is <= 0 or > SignedDocument.MaxBytes)
        {
            return false;
        }

        signed = new byte[length];
        return package.ReadAtLeast(signed, length, throwOnEndOfStream: false) == length;
    }

    private static bool IsWhole(Stream files, ReleaseFile file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[ChunkSize];
        var left = file.Bytes;
        while (left > 0 && files.Read(buffer, 0, (int)Math.Min(buffer.Length, left)) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            left -= read;
        }

        return left == 0 && Convert.ToHexStringLower(hash.GetHashAndReset()) == file.Sha256;
    }

    private static string? ProblemOf(Release release) =>
        release.Version != WireVersion.Current ? $"Version {release.Version} of the package's form is unknown."
        : release.Name != Release.AgentName ? $"It is '{release.Name}', not {Release.AgentName}."
        : VersionOf(release.ReleaseVersion) is null ? $"'{release.ReleaseVersion}' is no version."
        : release.Files.Count is 0 or > MaxFiles || release.Files.Select(file => file.Name).Distinct().Count() != release.Files.Count ? "Its files can't be so many, or two have one name."
        : release.Files.FirstOrDefault(file => !NameForm().IsMatch(file.Name)) is { } named ? $"'{named.Name}' is no name for a file."
        : release.Files.Any(file => file.Bytes < 0 || file.Bytes > MaxBytes) || release.Files.Sum(file => file.Bytes) > MaxBytes ? "Its files are too long."
        : !release.Files.Any(file => file.Name == Release.AgentName && file.Executable) ? "The program is not in it."
        : null;

    [GeneratedRegex(@"\A[a-zA-Z0-9_-][a-zA-Z0-9._-]{0,63}\z")]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\A\d{1,9}(\.\d{1,9}){1,3}\z")]
    private static partial Regex VersionForm();
}
