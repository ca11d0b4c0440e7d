using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>Holds the connection to the controller's broker, renews it when it breaks, and says which topics matter.</summary>
internal sealed partial class ControllerLink(
    ControllerAddress address,
    LinkCredentials credentials,
    InstalledConfiguration installed,
    ControllerClock clock,
    Inbox inbox,
    ClockAsker asker,
    ReportSender sender,
    JournalSender journal,
    PlayoutDoor playout,
    TimeProvider time,
    ILogger<ControllerLink> logger)
{
    // A broker ends a session that is silent for one and a half times this (MQTT 3.1.1, 3.1.2.10): the town sees a cut line within 15 s.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(10);

    private volatile BrokerConnection? _connection;

    /// <summary>Whether the broker has let this gateway in.</summary>
    public bool IsConnected => _connection is { IsOpen: true };

    /// <summary>Connected, or no longer.</summary>
    public event Action? Changed;

    /// <summary>Keeps the connection until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var failures = 0;
        while (!cancellation.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            await HoldAsync(failures, cancellation);

            // A connection that broke at once is one more failure: two gateways with one id must not throw each other out in a loop.
            failures = time.GetElapsedTime(began) > Backoff.Longest ? 0 : failures + 1;
            await Task.Delay(Backoff.After(failures, Random.Shared.NextDouble()), time, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Publishes at most once; false when there is no connection.</summary>
    public async Task<bool> TryPublishAsync(string topic, byte[] payload)
    {
        if (_connection is not { IsOpen: true } connection)
        {
            return false;
        }

        try
        {
            await connection.PublishAsync(topic, payload, MqttQualityOfServiceLevel.AtMostOnce);
            return true;
        }
#pragma warning disable CA1031 // The client throws whatever it trips over when the line goes during a call; RunAsync sees to it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogNotSent(topic, error.Message);
            return false;
        }
    }

    private async Task HoldAsync(int failures, CancellationToken cancellation)
    {
        await using var connection = new BrokerConnection(logger, cancellation);
        try
        {
            var areas = await OpenAsync(connection);
            _connection = connection;
            LogConnected(address.Host, address.MqttPort, installed.Gateway);
            Changed?.Invoke();
            await ServeAsync(connection, areas);
        }
#pragma warning disable CA1031 // As above: this is the one loop where the network's faults end.
        catch (Exception error)
#pragma warning restore CA1031
        {
            // Days without a line must not fill the disk with one sentence.
            if (!cancellation.IsCancellationRequested && (failures is 0 or 1 || failures % 20 == 0))
            {
                LogLost(address.Host, address.MqttPort, Innermost(error));
            }
        }

        _connection = null;
        Changed?.Invoke();
    }

    private async Task<IReadOnlyCollection<string>> OpenAsync(BrokerConnection connection)
    {
        var session = connection.Session;
        connection.OnMessage(async message =>
        {
            var at = time.GetTimestamp();
            await inbox.TakeAsync(message.Topic, message.Payload, at, session);
        });
        await connection.ConnectAsync(ClientOptions());
        var areas = AreaTopics();
        string[] own =
        [
            Topics.GatewayOrders(installed.Gateway),
            Topics.GatewayConfiguration(installed.Gateway),
            Topics.GatewaySchedule(installed.Gateway),
            Topics.ClockAnswer(installed.Gateway),
            Topics.JournalTaken(installed.Gateway),
        ];
        await connection.SubscribeAsync([.. own, .. areas], MqttQualityOfServiceLevel.AtLeastOnce);
        return areas;
    }

    private HashSet<string> AreaTopics() => [.. AreaPath.UpwardsFrom(installed.Current.Configuration.Area).Select(Topics.AreaOrders)];

    private async Task ServeAsync(BrokerConnection connection, IReadOnlyCollection<string> areas)
    {
        var clockTopic = Topics.ClockRequest(installed.Gateway);
        var reportTopic = Topics.GatewayReport(installed.Gateway);
        var journalTopic = Topics.GatewayJournal(installed.Gateway);
        Task[] tasks =
        [
            PingAsync(connection),
            FollowStreamsAsync(connection),
            FollowAreasAsync(connection, areas),
            asker.RunAsync(bytes => connection.PublishAsync(clockTopic, bytes, MqttQualityOfServiceLevel.AtMostOnce), connection.Session),
            journal.RunAsync(bytes => connection.PublishAsync(journalTopic, bytes, MqttQualityOfServiceLevel.AtLeastOnce), connection.Session),
            sender.RunAsync(bytes => connection.PublishAsync(reportTopic, bytes, MqttQualityOfServiceLevel.AtLeastOnce), connection.Session),
        ];
        var first = await Task.WhenAny(tasks);
        await connection.EndAsync();
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    // The client pings only while it sends nothing, and what it sends may wait for minutes in a dead line: without this that shows late.
    private async Task PingAsync(BrokerConnection connection)
    {
        while (true)
        {
            await Task.Delay(KeepAlive, time, connection.Session);
            await connection.PingAsync();
        }
    }

    private async Task FollowStreamsAsync(BrokerConnection connection)
    {
        var bell = new Bell();
        playout.WantedStreamsChanged += bell.Ring;
        try
        {
            await FollowAsync(connection, bell, [], () => [.. playout.WantedStreams().Select(Topics.Stream)], MqttQualityOfServiceLevel.AtMostOnce);
        }
        finally
        {
            playout.WantedStreamsChanged -= bell.Ring;
        }
    }

    private async Task FollowAreasAsync(BrokerConnection connection, IReadOnlyCollection<string> subscribed)
    {
        var bell = new Bell();
        installed.Changed += bell.Ring;
        try
        {
            await FollowAsync(connection, bell, subscribed, AreaTopics, MqttQualityOfServiceLevel.AtLeastOnce);
        }
        finally
        {
            installed.Changed -= bell.Ring;
        }
    }

    private static async Task FollowAsync(
        BrokerConnection connection, Bell bell, IReadOnlyCollection<string> subscribed, Func<HashSet<string>> wanted, MqttQualityOfServiceLevel quality)
    {
        while (true)
        {
            var topics = wanted();
            await connection.SubscribeAsync([.. topics.Except(subscribed)], quality);
            await connection.UnsubscribeAsync([.. subscribed.Except(topics)]);
            subscribed = topics;
            await bell.WaitAsync(connection.Session);
        }
    }

    private MqttClientOptions ClientOptions() => new MqttClientOptionsBuilder()
        .WithTcpServer(address.Host, address.MqttPort)
        .WithProtocolVersion(MqttProtocolVersion.V311)
        .WithClientId(installed.Gateway)
        .WithCleanSession()
        .WithKeepAlivePeriod(KeepAlive)
        .WithWillTopic(Topics.GatewayGone(installed.Gateway))
        .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
        .WithTlsOptions(tls => tls
            .UseTls()
            .WithTargetHost(address.Host)
            .WithSslProtocols(SslProtocols.Tls12 | SslProtocols.Tls13)
            .WithClientCertificates([credentials.Certificate])
            .WithRevocationMode(X509RevocationMode.NoCheck)
            .WithCertificateValidationHandler(check => ServerCertificate.IsGood(
                check.Certificate, check.Chain, check.SslPolicyErrors, credentials.Authorities, clock.IsAttested ? clock.Now : null)))
        .Build();

    private static string Innermost(Exception error) => error switch
    {
        OperationCanceledException => "it was closed, or did not answer in time",
        { InnerException: { } inner } => Innermost(inner),
        _ => error.Message,
    };

    [LoggerMessage(LogLevel.Information, "Connected to {Controller}:{Port} as {Gateway}")]
    private partial void LogConnected(string controller, int port, string gateway);

    [LoggerMessage(LogLevel.Warning, "No connection to {Controller}:{Port}: {Problem}")]
    private partial void LogLost(string controller, int port, string problem);

    [LoggerMessage(LogLevel.Debug, "{Topic} not sent: {Problem}")]
    private partial void LogNotSent(string topic, string problem);
}
