using System.Buffers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Gateways.Enrolment;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Protocol;
using MQTTnet;
using MQTTnet.Exceptions;

namespace CloudBroadcast.Controller;

/// <summary>A gateway as the controller sees one: a key, a certificate of the town's authority, an MQTT session.</summary>
public sealed class FakeGateway : IAsyncDisposable
{
    private readonly ECDsa _key;
    private TownHost _town;
    private readonly Channel<(string Topic, byte[] Payload)> _received = Channel.CreateUnbounded<(string, byte[])>();

    private long _said;

    // Pinned at the enrolment, as a real one does.
    private readonly string _authorityPem;

    private FakeGateway(TownHost town, string id, ECDsa key, X509Certificate2 certificate)
    {
        (_town, Id, _key, Certificate) = (town, id, key, certificate);
        _authorityPem = town.Get<TownCertificateAuthority>().RootPem;
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

    /// <summary>The newest configuration that it was given or took.</summary>
    public GatewayConfiguration Configuration { get; private set; } = null!;

    /// <summary>Makes a key and enrols with a fresh code, over HTTPS as a real one.</summary>
    public static async Task<FakeGateway> EnrolAsync(TownHost town, string id)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var response = await PostAsync(town, (await CodeAsync(town, id)).Secret, key);
        var body = await response.Content.ReadAsByteArrayAsync(Stop);
        Assert.True(WireJson.TryRead<EnrolmentAnswer>(body, out var answer, out var problem), $"{response.StatusCode}: {problem}");
        Assert.Equal((id, town.Get<Listening>().Mqtt.Port), (answer.Gateway, answer.MqttPort));
        Assert.True(ConfigurationCodec.TryOpenInstalled(answer.Configuration, out var configuration, out _));
        return new FakeGateway(town, id, key, WithKey(X509Certificate2.CreateFromPem(answer.Certificate), key)) { Configuration = configuration };
    }

    /// <summary>The same gateway, with its key, its certificate and what it believes, at the controller that took the other one's place.</summary>
    public FakeGateway At(TownHost town) => new(
        town, Id, ECDsa.Create(_key.ExportParameters(true)), X509CertificateLoader.LoadPkcs12(Certificate.Export(X509ContentType.Pkcs12), null))
    {
        Configuration = Configuration,
    };

    /// <summary>A code as the command line makes it.</summary>
    public static async Task<EnrolmentCode> CodeAsync(TownHost town, string id)
    {
        await using var database = town.OpenDatabase();
        var made = await town.Get<EnrolmentCodes>().MakeAsync(database, id, "test", Stop);
        await database.SaveChangesAsync(Stop);
        return made.Code;
    }

    /// <summary>Asks for enrolment, believing the town's authority alone.</summary>
    public static async Task<HttpResponseMessage> PostAsync(TownHost town, string secret, ECDsa key)
    {
        using var http = HttpsOf(town);
        var request = new EnrolmentRequest { Version = WireVersion.Current, Secret = secret, CertificateRequest = RequestFor(key) };
        return await http.PostAsync(GatewayPaths.Enrolment, new ByteArrayContent(WireJson.Write(request)), Stop);
    }

    /// <summary>Speaks with the gateways' HTTPS port, under a certificate or under none.</summary>
    public static HttpClient HttpsOf(TownHost town, X509Certificate2? certificate = null)
    {
        var authority = X509Certificate2.CreateFromPem(town.Get<TownCertificateAuthority>().RootPem);
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(authority);
        handler.SslOptions.ClientCertificates = certificate is null ? null : [certificate];
        return new HttpClient(handler) { BaseAddress = new Uri($"https://{town.Get<Listening>().GatewayHttps}") };
    }

    /// <summary>Says which configuration it holds, as it does now and then.</summary>
    public Task SayAsync() => PublishAsync(Topics.GatewayState(Id), Sign(DocumentKind.State, WireJson.Write(State(++_said))));

    /// <summary>From now on it finds another controller under the address it knows.</summary>
    public void MoveTo(TownHost town) => _town = town;

    /// <summary>Connects and hears its configurations and orders.</summary>
    public async Task<FakeGateway> ListenAsync()
    {
        await ConnectAsync();
        await SubscribeAsync(Topics.GatewayConfiguration(Id));
        await SubscribeAsync(Topics.GatewayOrders(Id));
        return this;
    }

    /// <summary>Takes the next configuration that comes, if the one it holds believes its signer, as the agent does.</summary>
    public async Task<GatewayConfiguration> NextConfigurationAsync()
    {
        while (true)
        {
            var (topic, document) = await NextAsync();
            using var keys = ConfigurationCodec.KeysOf(Configuration);
            if (topic == Topics.GatewayConfiguration(Id))
            {
                Assert.True(ConfigurationCodec.TryOpen(document, keys, out var configuration, out var problem), $"{problem}");
                using var operators = ConfigurationCodec.OperatorsOf(Configuration);
                Assert.True(Configuration.Operators.Count == 0 || Approval.IsGiven(DocumentKind.Configuration, document, operators, out _), "It is not approved.");
                return Configuration = configuration;
            }
        }
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
        var authority = X509Certificate2.CreateFromPem(_authorityPem);
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
        ConfigurationRevision = Configuration.Revision,
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
