using System.Net;
using System.Threading.Channels;
using CloudBroadcast.Protocol;
using MQTTnet.Server;

namespace CloudBroadcast.Controller.Broker;

/// <summary>Starts and ends the broker with the host, and disconnects whoever does not keep up.</summary>
internal sealed partial class BrokerHost(
    MqttServer server, Gatekeeper gatekeeper, Postman postman, StreamLane lane, BrokerCounts counts, ILogger<BrokerHost> log)
    : BackgroundService, IHostedLifecycleService
{
    // One gateway's queue overflows many times before it is cut; its name needs to stand here once.
    private readonly Channel<string> _slow = Channel.CreateBounded<string>(
        new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropWrite });

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        server.ValidatingConnectionAsync += gatekeeper.ValidateAsync;
        server.InterceptingInboundPacketAsync += gatekeeper.CountAsync;
        server.InterceptingSubscriptionAsync += gatekeeper.SubscribeAsync;
        server.InterceptingPublishAsync += gatekeeper.PublishAsync;
        server.ClientConnectedAsync += connected => Done(() => postman.SessionBegan(connected.ClientId));
        server.ClientSubscribedTopicAsync += subscribed => Done(() => Subscribed(subscribed));
        server.ClientUnsubscribedTopicAsync += unsubscribed => Done(() => Unsubscribed(unsubscribed));
        server.ClientDisconnectedAsync += ended => Done(() => Ended(ended));
        server.QueuedApplicationMessageOverwrittenAsync += lost => Done(() => _slow.Writer.TryWrite(lost.ReceiverClientId));
        await server.StartAsync();
        await base.StartAsync(cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Before Kestrel stops: it would wait for the gateways' connections.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) =>
        server.IsStarted ? server.StopAsync(new MqttServerStopOptions()) : Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var gatewayId in _slow.Reader.ReadAllAsync(stoppingToken))
        {
            if (postman.ConnectedGateways.Contains(gatewayId))
            {
                LogSlow(gatewayId);
                await postman.DisconnectAsync(gatewayId);
            }
        }
    }

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private void Subscribed(ClientSubscribedTopicEventArgs subscribed)
    {
        if (Topics.TryParseStream(subscribed.TopicFilter.Topic, out var streamId))
        {
            lane.Subscribe(streamId, subscribed.ClientId, Gatekeeper.OutletOf(subscribed.SessionItems));
        }
        else
        {
            postman.Subscribed(subscribed.ClientId, subscribed.TopicFilter.Topic);
        }
    }

    private void Unsubscribed(ClientUnsubscribedTopicEventArgs unsubscribed)
    {
        if (Topics.TryParseStream(unsubscribed.TopicFilter, out var streamId))
        {
            lane.Unsubscribe(streamId, Gatekeeper.OutletOf(unsubscribed.SessionItems));
        }
    }

    private void Ended(ClientDisconnectedEventArgs ended)
    {
        // After a takeover the same gateway is still connected, by another connection.
        if (ended.DisconnectType is MqttClientDisconnectType.Takeover)
        {
            counts.TakenOver();
            LogTakenOver(ended.ClientId, ended.RemoteEndPoint);
        }
        else
        {
            postman.SessionEnded(ended.ClientId);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Disconnected {GatewayId}: its queue is full.")]
    private partial void LogSlow(string gatewayId);

    [LoggerMessage(LogLevel.Warning, "A second connection came with the certificate of {GatewayId}; the one from {Remote} ended.")]
    private partial void LogTakenOver(string gatewayId, EndPoint remote);
}
