using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Enrolment;

/// <summary>The controller's answer to an enrolment, once it is found to be for this gateway's key.</summary>
internal static class NewIdentity
{
    /// <summary>Checks the answer as docs/wire/enrolment.md, rule 7, says; the files of the identity but for the key, by name.</summary>
    /// <exception cref="EnrolmentFailure">The first thing that does not fit.</exception>
    public static IReadOnlyDictionary<string, byte[]> FilesOf(EnrolmentAnswer answer, X509Certificate2 authority, ECDsa key, Uri controller)
    {
        if (!Topics.IsGatewayId(answer.Gateway) || answer.MqttPort is < 1 or > 65535)
        {
            throw Unfit("it names no gateway or no port");
        }

        DemandCertificate(answer, authority, key);
        DemandConfiguration(answer);
        return new Dictionary<string, byte[]>
        {
            ["ca.crt"] = Text(authority.ExportCertificatePem()),
            ["gateway.crt"] = Text(answer.Certificate.TrimEnd()),
            [InstalledConfiguration.FileName] = answer.Configuration.ToArray(),
            [ControllerAddress.FileName] = new ControllerAddress(controller.IdnHost, answer.MqttPort, controller.Port).Write(),
        };
    }

    private static void DemandCertificate(EnrolmentAnswer answer, X509Certificate2 authority, ECDsa key)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(answer.Certificate);
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(authority);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.DisableCertificateDownloads = true;
            chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
            if (!certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
            {
                throw Unfit("its certificate is for another key");
            }

            if (certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) != answer.Gateway || !chain.Build(certificate))
            {
                throw Unfit($"its certificate is not one of its authority for '{answer.Gateway}'");
            }
        }
        catch (CryptographicException)
        {
            throw Unfit("its certificate can't be read");
        }
    }

    private static void DemandConfiguration(EnrolmentAnswer answer)
    {
        if (!ConfigurationCodec.TryOpenInstalled(answer.Configuration, out var configuration, out var problem))
        {
            throw Unfit($"its configuration: {problem}");
        }

        using var keys = ConfigurationCodec.KeysOf(configuration);
        if (!ConfigurationCodec.TryOpen(answer.Configuration, keys, out _, out var reason))
        {
            throw Unfit($"its configuration is not signed by a key that stands in it ({reason})");
        }

        if (configuration.Gateway != answer.Gateway)
        {
            throw Unfit($"its configuration is for '{configuration.Gateway}' and its certificate for '{answer.Gateway}'");
        }
    }

    private static byte[] Text(string text) => System.Text.Encoding.UTF8.GetBytes(text + "\n");

    private static EnrolmentFailure Unfit(string why) => new($"the controller's answer is not taken: {why}");
}
