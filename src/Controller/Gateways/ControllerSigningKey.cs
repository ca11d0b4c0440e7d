using System.Security.Cryptography;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Gateways;

/// <summary>The key that signs orders, bundles and clock answers, made at the first start.</summary>
internal static class ControllerSigningKey
{
    /// <summary>Reads <c>keys/controller.key</c> and puts its public half beside it, for gateways to pin.</summary>
    public static SigningKey Load(KeyFiles files)
    {
        var key = SigningKey.FromPem(files.ReadOrCreate("controller.key", secret: true, NewPem));
        files.ReadOrCreate("controller.pub", secret: false, () => PemEncoding.WriteString("PUBLIC KEY", key.PublicKey.Span) + "\n");
        return key;
    }

    private static string NewPem()
    {
        using var key = SigningKey.Create();
        return key.ExportPem() + "\n";
    }
}
