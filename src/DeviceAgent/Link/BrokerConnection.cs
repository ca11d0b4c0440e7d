using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>One connection to the broker, from CONNECT to its end; every call gives up after ten seconds.</summary>
internal sealed partial class BrokerConnection : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PatienceAtEnd = TimeSpan.FromMilliseconds(300);

    private readonly SemaphoreSlim _room = new(GuardedChannel.MessagesAhead);
    private readonly IMqttClient _client;
    private readonly CancellationTokenSource _session;
    private readonly ILogger _logger;

    public BrokerConnection(ILogger logger, CancellationToken stop)
    {
        _logger = logger;
        _client = new MqttClientFactory().CreateMqttClient(new GuardedChannel.Factory(_room));
        _session = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _client.DisconnectedAsync += async _ => await EndAsync();
    }

    /// <summary>Cancelled when the connection is gone or shall go.</summary>
    public CancellationToken Session => _session.Token;

    /// <summary>Whether the broker has let this gateway in.</summary>
    public bool IsOpen => _client.IsConnected;

    /// <summary>Calls <paramref name="take"/> with each message; set before <see cref="ConnectAsync"/>.</summary>
    public void OnMessage(Func<MqttApplicationMessage, Task> take) => _client.ApplicationMessageReceivedAsync += async args =>
    {
        try
        {
            await take(args.ApplicationMessage);
        }
        finally
        {
            _room.Release();
        }
    };

    /// <summary>Connects.</summary>
    /// <exception cref="AuthenticationException">The broker does not want this gateway.</exception>
    public async Task ConnectAsync(MqttClientOptions options)
    {
        using var patience = Patient(Session);
        var result = await _client.ConnectAsync(options, patience.Token);
        if (result.ResultCode != MqttClientConnectResultCode.Success)
        {
            throw new AuthenticationException($"the broker refused gateway '{options.ClientId}': {result.ResultCode}");
        }
    }

    /// <summary>Subscribes; what the broker refuses is logged.</summary>
    public async Task SubscribeAsync(IReadOnlyCollection<string> topics, MqttQualityOfServiceLevel quality)
    {
        if (topics.Count == 0)
        {
            return;
        }

        using var patience = Patient(Session);
        var filters = topics.Select(topic => new MqttTopicFilterBuilder().WithTopic(topic).WithQualityOfServiceLevel(quality).Build());
        var result = await _client.SubscribeAsync(new MqttClientSubscribeOptions { TopicFilters = [.. filters] }, patience.Token);
        foreach (var refused in result.Items.Where(item => item.ResultCode >= MqttClientSubscribeResultCode.UnspecifiedError))
        {
            LogNotSubscribed(refused.TopicFilter.Topic, refused.ResultCode);
        }
    }

    /// <summary>Ends subscriptions.</summary>
    public async Task UnsubscribeAsync(IReadOnlyCollection<string> topics)
    {
        if (topics.Count > 0)
        {
            using var patience = Patient(Session);
            await _client.UnsubscribeAsync(new MqttClientUnsubscribeOptions { TopicFilters = [.. topics] }, patience.Token);
        }
    }

    /// <summary>Publishes; with <see cref="MqttQualityOfServiceLevel.AtLeastOnce"/> it returns when the broker has acknowledged.</summary>
    public async Task PublishAsync(string topic, byte[] payload, MqttQualityOfServiceLevel quality)
    {
        using var patience = Patient(Session);
        var message = new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload).WithQualityOfServiceLevel(quality).Build();
        await _client.PublishAsync(message, patience.Token);
    }

    /// <summary>Asks the broker for a sign of life.</summary>
    public async Task PingAsync()
    {
        using var patience = Patient(Session);
        await _client.PingAsync(patience.Token);
    }

    /// <summary>Ends what runs on this connection.</summary>
    public async Task EndAsync()
    {
        try
        {
            await _session.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has ended already; the client tells of its own disconnect late.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_client.IsConnected)
            {
                using var patience = new CancellationTokenSource(PatienceAtEnd);
                await _client.DisconnectAsync(new MqttClientDisconnectOptions(), patience.Token);
            }
        }
#pragma warning disable CA1031 // Nothing is left to be done: the broker will notice by itself.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogNoFarewell(error.Message);
        }

        _client.Dispose();
        _session.Dispose();
        _room.Dispose();
    }

    private static CancellationTokenSource Patient(CancellationToken cancellation)
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        return patience;
    }

    [LoggerMessage(LogLevel.Error, "The broker refuses the subscription to {Topic}: {Result}")]
    private partial void LogNotSubscribed(string topic, MqttClientSubscribeResultCode result);

    [LoggerMessage(LogLevel.Debug, "The connection ended without a farewell: {Problem}")]
    private partial void LogNoFarewell(string problem);
}
