using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>A file of the gateway's identity is missing or unfit; the message names it and says what to do.</summary>
internal sealed class LinkFileException(string message) : Exception(message);

/// <summary>What the gateway proves itself with, and on whom its controller's certificate must stand.</summary>
internal sealed class LinkCredentials : IDisposable
{
    private LinkCredentials(X509Certificate2Collection authorities, X509Certificate2 certificate, SigningKey key)
    {
        Authorities = authorities;
        Certificate = certificate;
        Key = key;
    }

    /// <summary>The only roots that the controller's broker may stand on.</summary>
    public X509Certificate2Collection Authorities { get; }

    /// <summary>The gateway's certificate with its private key, for TLS.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The same private key, for reports and states.</summary>
    public SigningKey Key { get; }

    /// <summary>Reads the three files.</summary>
    /// <exception cref="LinkFileException">The first file that is missing or unfit.</exception>
    public static LinkCredentials Load(string folder)
    {
        var authorities = Read(folder, "ca.crt", "enrol this gateway, or put the certificate of the controller's authority there", text =>
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPem(text);
            return found.Count > 0 ? found : throw new CryptographicException("it holds no certificate");
        });
        var keyText = Read(folder, "gateway.key", "enrol this gateway, or put its private key there (PKCS#8, PEM)", text => text);
        DemandPrivate(Path.Combine(folder, "gateway.key"));
        var key = Read(folder, "gateway.key", "make it a P-256 key (PKCS#8, PEM)", SigningKey.FromPem);
        var certificate = Read(
            folder, "gateway.crt", "enrol this gateway, or put the certificate for gateway.key there, issued by the controller", text => WithKey(text, keyText));
        return new LinkCredentials(authorities, certificate, key);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate.Dispose();
        Key.Dispose();
    }

    private static T Read<T>(string folder, string name, string remedy, Func<string, T> parse)
    {
        var path = Path.Combine(folder, name);
        try
        {
            return parse(File.ReadAllText(path));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LinkFileException($"{path}: no such file; {remedy}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new LinkFileException($"{path}: {error.Message.TrimEnd('.')}; {remedy}.");
        }
    }

    // By way of PKCS#12, because Windows TLS takes no key that lives in memory alone.
    private static X509Certificate2 WithKey(string certificate, string key)
    {
        using var pem = X509Certificate2.CreateFromPem(certificate, key);
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    private static void DemandPrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var mode = File.GetUnixFileMode(path);
        if ((mode & ~owner) != 0)
        {
            throw new LinkFileException($"{path}: others may read it (mode {Convert.ToString((int)mode, 8).PadLeft(4, '0')}); run: chmod 600 {path}");
        }
    }
}
