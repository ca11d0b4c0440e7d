using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CloudBroadcast.Town;

/// <summary>Makes a gateway's key on the gateway, as a technician would; the controller's command line signs the request.</summary>
internal static class Credentials
{
    /// <summary>Writes <c>gateway.key</c> (mode 0600) and <c>gateway.csr</c> into the folder.</summary>
    public static void MakeRequest(string folder, string gatewayId)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var file = new StreamWriter(Path.Combine(folder, "gateway.key"), options))
        {
            file.Write(key.ExportPkcs8PrivateKeyPem());
        }

        var request = new CertificateRequest($"CN={gatewayId}", key, HashAlgorithmName.SHA256);
        File.WriteAllText(Path.Combine(folder, "gateway.csr"), request.CreateSigningRequestPem());
    }
}
