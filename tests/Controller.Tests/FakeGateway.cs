using System.Buffers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Protocol;
using MQTTnet;
using MQTTnet.Exceptions;

namespace CloudBroadcast.Controller;

/// <summary>A gateway as the controller sees one: a key, a certificate of the town's authority, an MQTT session.</summary>
public sealed class FakeGateway : IAsyncDisposable
{
    private readonly ECDsa _key;
    private readonly TownHost _town;
    private readonly Channel<(string Topic, byte[] Payload)> _received = Channel.CreateUnbounded<(string, byte[])>();

    private FakeGateway(TownHost town, string id, ECDsa key, X509Certificate2 certificate)
    {
        (_town, Id, _key, Certificate) = (town, id, key, certificate);
        SigningKey = SigningKey.FromPem(key.ExportPkcs8PrivateKeyPem());
        Client = new MqttClientFactory().CreateMqttClient();
        Client.ApplicationMessageReceivedAsync += message =>
        {
            _received.Writer.TryWrite((message.ApplicationMessage.Topic, message.ApplicationMessage.Payload.ToArray()));
            return Task.CompletedTask;
        };
        Client.DisconnectedAsync += _ =>
        {
            Gone.TrySetResult();
            return Task.CompletedTask;
        };
    }

    public string Id { get; }

    public SigningKey SigningKey { get; }

    public X509Certificate2 Certificate { get; set; }

    public IMqttClient Client { get; }

    /// <summary>Ends when the session ends.</summary>
    public TaskCompletionSource Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Makes a key and lets the town certify it.</summary>
    public static async Task<FakeGateway> EnrolAsync(TownHost town, string id)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var outcome = await town.Get<GatewayCertificates>().IssueAsync(RequestFor(key), id, Stop);
        Assert.Null(outcome.Problem);
        return new FakeGateway(town, id, key, WithKey(X509Certificate2.CreateFromPem(outcome.CertificatePem), key));
    }

    /// <summary>Writes key and certificate where other programs read them.</summary>
    public (string Certificate, string Key) WritePem(string folder)
    {
        var (certificate, key) = (Path.Combine(folder, Id + ".crt"), Path.Combine(folder, Id + ".key"));
        File.WriteAllText(certificate, Certificate.ExportCertificatePem());
        File.WriteAllText(key, _key.ExportPkcs8PrivateKeyPem());
        return (certificate, key);
    }

    /// <summary>Somebody else with the same key and certificate.</summary>
    public FakeGateway Copy()
    {
        var key = ECDsa.Create(_key.ExportParameters(includePrivateParameters: true));
        return new FakeGateway(_town, Id, key, WithKey(X509CertificateLoader.LoadCertificate(Certificate.RawData), key));
    }

    /// <summary>A PKCS#10 request in PEM, under a name that nobody should take over.</summary>
    public static string RequestFor(ECDsa key) =>
        new CertificateRequest("CN=somebody-else", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();

    public static X509Certificate2 WithKey(X509Certificate2 certificate, ECDsa key)
    {
        using var withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>A certificate for this gateway's key by an authority of the caller's.</summary>
    public X509Certificate2 CertifiedBy(Func<CertificateRequest, X509Certificate2> issue, string? name = null) =>
        WithKey(issue(new CertificateRequest($"CN={name ?? Id}", _key, HashAlgorithmName.SHA256)), _key);

    public async Task<FakeGateway> ConnectAsync(Action<MqttClientOptionsBuilder>? change = null, string? clientId = null)
    {
        var authority = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(_town.Get<TownCertificateAuthority>().RootFile, Stop));
        var endPoint = _town.Get<Listening>().Mqtt;
        var options = new MqttClientOptionsBuilder()
            .WithTcpServer(endPoint.Address.ToString(), endPoint.Port)
            .WithClientId(clientId ?? Id)
            .WithCleanSession()
            .WithKeepAlivePeriod(TimeSpan.FromSeconds(15))
            .WithTimeout(TimeSpan.FromSeconds(10))
            .WithTlsOptions(tls => tls.UseTls().WithClientCertificates([Certificate]).WithCertificateValidationHandler(server => Trusts(authority, server)));
        change?.Invoke(options);
        var result = await Client.ConnectAsync(options.Build(), Stop);
        return result.ResultCode == MqttClientConnectResultCode.Success ? this : throw new MqttCommunicationException($"Refused: {result.ResultCode}");
    }

    public async Task<MqttClientSubscribeResultCode> SubscribeAsync(string filter)
    {
        var result = await Client.SubscribeAsync(new MqttClientSubscribeOptionsBuilder().WithTopicFilter(filter).Build(), Stop);
        return result.Items.Single().ResultCode;
    }

    public Task PublishAsync(string topic, byte[] payload, bool retain = false, bool atLeastOnce = false) => Client.PublishAsync(
        new MqttApplicationMessage
        {
            Topic = topic,
            Payload = new ReadOnlySequence<byte>(payload),
            Retain = retain,
            QualityOfServiceLevel = atLeastOnce ? MQTTnet.Protocol.MqttQualityOfServiceLevel.AtLeastOnce : default,
        },
        Stop);

    /// <summary>The next message that came, in order.</summary>
    public async Task<(string Topic, byte[] Payload)> NextAsync() => await _received.Reader.ReadAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Stop);

    /// <summary>Whether anything is waiting to be taken by <see cref="NextAsync"/>.</summary>
    public bool HasMore => _received.Reader.TryPeek(out _);

    public byte[] Sign(DocumentKind kind, ReadOnlyMemory<byte> payload) => SignedDocument.Sign(kind, payload, SigningKey);

    /// <summary>A state that keeps the rules.</summary>
    public GatewayState State(long sequence, string? gateway = null) => new()
    {
        Version = WireVersion.Current,
        Gateway = gateway ?? Id,
        At = DateTimeOffset.UnixEpoch,
        Sequence = sequence,
        AgentVersion = "1.0.0",
        StartedAt = DateTimeOffset.UnixEpoch,
        Amplifier = new AmplifierReading { Connected = true, PowerAsked = false, ZonesAsked = [] },
        Sound = new SoundReading { Output = "wav" },
        RefusedOrders = 0,
        RefusedBundles = 0,
    };

    public async ValueTask DisposeAsync()
    {
        if (Client.IsConnected)
        {
            await Client.DisconnectAsync();
        }

        Client.Dispose();
        SigningKey.Dispose();
        Certificate.Dispose();
        _key.Dispose();
    }

    private static bool Trusts(X509Certificate2 authority, MqttClientCertificateValidationEventArgs server)
    {
        server.Chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        server.Chain.ChainPolicy.CustomTrustStore.Add(authority);
        server.Chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return (server.SslPolicyErrors & ~SslPolicyErrors.RemoteCertificateChainErrors) == 0
            && server.Chain.Build(X509CertificateLoader.LoadCertificate(server.Certificate.GetRawCertData()));
    }
}
