using System.Buffers;
using System.Diagnostics;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using CloudBroadcast.Town;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace CloudBroadcast.Benchmarks;

/// <summary>How long the journal of an outage takes from the gateway's disk to the controller's.</summary>
internal static class JournalFigures
{
    private const int Rows = 10_000;
    private const string Village = "620321104203";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly string Gateway = LoadTown.NameOf(0);

    public static async Task<IReadOnlyList<Row>> MeasureAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("cloudbroadcast-bench-").FullName;
        using var reaper = new Reaper();
        try
        {
            var town = new LoadTown(folder);
            var controller = await town.StartControllerAsync(reaper, [], cancellationToken);
            await using var process = controller.Process;
            await town.PrepareAsync(cancellationToken);
            using var key = SigningKey.FromPem(await File.ReadAllTextAsync(town.KeyFile, cancellationToken));
            using var journal = Write(folder, key);
            var watch = Stopwatch.StartNew();
            await SendAsync(town, controller.Port, folder, journal, cancellationToken);
            var wall = watch.Elapsed;
            await using var database = LoadTown.OpenDatabase(folder);
            var taken = await database.JournalRecords.CountAsync(record => record.GatewayId == Gateway, cancellationToken);
            return taken == Rows
                ? [new Row("journal: 10,000 rows of an outage uploaded and taken", wall.TotalSeconds, "s", 5)]
                : throw new TownException($"The controller has {taken} of {Rows} entries.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // What a week without a line leaves: mostly relays and levels, some broadcasts, some faults.
    private static Journal Write(string folder, SigningKey key)
    {
        var journal = new Journal(new StoreOptions { Folder = Path.Combine(folder, "store") }, Gateway, key, DiskAccess.Real, NullLogger<Journal>.Instance);
        journal.Open();
        var now = TimeProvider.System.GetUtcNow();
        for (var row = 0; row < Rows; row++)
        {
            journal.Append(NoteOf(row, now), now.AddSeconds(row - Rows), TimeStanding.Carried);
        }

        journal.Sync();
        return journal;
    }

    private static JournalNote NoteOf(int row, DateTimeOffset now) => (row % 10) switch
    {
        0 => new JournalNote(JournalKind.Playback) { Playback = ReportOf(row, now) },
        1 or 2 or 3 => new JournalNote(JournalKind.Level) { Level = new LevelEntry { LengthMs = 60_000, MeanMv = 412, HighestMv = 980, HeardPercent = 97 } },
        4 => new JournalNote(JournalKind.Fault) { Fault = new FaultEntry { Code = FaultCode.Temperature, Began = row % 20 == 4 }, Detail = "71.5 °C" },
        _ => new JournalNote(JournalKind.Relay) { Relay = new RelayEntry { Asked = row & 511, Read = row & 511 } },
    };

    private static PlaybackReport ReportOf(int row, DateTimeOffset now) => new()
    {
        Version = WireVersion.Current,
        ReportId = Guid.NewGuid(),
        Gateway = Gateway,
        At = now,
        BroadcastId = Guid.NewGuid(),
        Stage = PlaybackStage.Finished,
        Origin = PlaybackOrigin.Test,
        PlannedStart = now.AddSeconds(row - Rows),
        Evidence = new PlaybackEvidence
        {
            FirstSampleAt = now.AddSeconds(row - Rows),
            FirstSampleErrorUs = 400,
            LastSampleAt = now.AddSeconds(row - Rows + 5),
            FramesPlayed = 250,
            FramesConcealed = 0,
            FramesMissed = 0,
            Underruns = 0,
        },
    };

    // From the connection on, as the agent's link does it.
    private static async Task SendAsync(LoadTown town, int port, string folder, Journal journal, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(Limit);
        await using var connection = new BrokerConnection(NullLogger.Instance, stop.Token);
        var sender = new JournalSender(journal, Installed(folder), Silent(), TimeProvider.System, NullLogger<JournalSender>.Instance);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        journal.Changed += () => _ = journal.Position?.Taken == Rows && done.TrySetResult();
        connection.OnMessage(message =>
        {
            sender.Take(message.Payload.ToArray());
            return Task.CompletedTask;
        });
        using var certificate = CertificateOf(town);
        await connection.ConnectAsync(OptionsFor(certificate, port));
        await connection.SubscribeAsync([Topics.JournalTaken(Gateway)], MqttQualityOfServiceLevel.AtLeastOnce);
        var topic = Topics.GatewayJournal(Gateway);
        var running = sender.RunAsync(bytes => connection.PublishAsync(topic, bytes, MqttQualityOfServiceLevel.AtLeastOnce), connection.Session);
        await await Task.WhenAny(done.Task, running);
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static X509Certificate2 CertificateOf(LoadTown town)
    {
        using var pem = X509Certificate2.CreateFromPemFile(town.WriteCertificate(0), town.KeyFile);
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    // The broker's certificate is not what is measured.
    private static MqttClientOptions OptionsFor(X509Certificate2 certificate, int port) => new MqttClientOptionsBuilder()
        .WithTcpServer("127.0.0.1", port)
        .WithProtocolVersion(MqttProtocolVersion.V311)
        .WithClientId(Gateway)
        .WithCleanSession()
        .WithTlsOptions(tls => tls
            .UseTls()
            .WithSslProtocols(SslProtocols.Tls12 | SslProtocols.Tls13)
            .WithClientCertificates([certificate])
            .WithCertificateValidationHandler(_ => true))
        .Build();

    private static InstalledConfiguration Installed(string folder)
    {
        using var controller = SigningKey.FromPem(File.ReadAllText(Path.Combine(folder, "data", "keys", "controller.key")));
        var configuration = new GatewayConfiguration
        {
            Version = WireVersion.Current,
            Gateway = Gateway,
            Revision = 1,
            IssuedAt = TimeProvider.System.GetUtcNow(),
            Name = Gateway,
            Area = Village,
            Zones = [1],
            TimeZone = "Asia/Shanghai",
            LongestPlayMs = 7_200_000,
            StartsPerHour = 20,
            EmergencyNeedsApproval = false,
            Keys = [new ConfiguredKey { PublicKey = controller.PublicKey, Classes = [OrderClass.Ordinary] }],
            Operators = [],
        };
        File.WriteAllBytes(Path.Combine(folder, InstalledConfiguration.FileName), ConfigurationCodec.Sign(configuration, controller));
        return InstalledConfiguration.Load(folder, DiskAccess.Real);
    }

    private static PlayoutDoor Silent() => new()
    {
        LongestPlay = TimeSpan.FromHours(2),
        Judge = (_, _) => RefusalReason.Busy,
        Accept = (_, _, _, _) => RefusalReason.Busy,
        Stop = _ => { },
        JudgeOwn = _ => null,
        AcceptOwn = _ => null,
        LeadTime = () => TimeSpan.Zero,
        Offer = _ => null,
        WantedStreams = () => [],
        OnAir = () => null,
        Sound = () => new SoundReading { Output = "wav" },
        Amplifier = () => new AmplifierReading { Connected = true, PowerAsked = false, ZonesAsked = [] },
    };
}
