using System.Collections.Concurrent;
using CloudBroadcast.Protocol;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace CloudBroadcast.Controller.Broker;

/// <summary>What the other slices see of the broker. It brings payloads and knows nothing of what is in them.</summary>
internal sealed partial class Postman(MqttServer server, StreamLane lane, ILogger<Postman> log)
{
    /// <summary>Stands for the controller itself; no gateway id can have this form.</summary>
    internal const string OwnId = "#controller";

    private readonly ConcurrentDictionary<string, byte> _connected = new(StringComparer.Ordinal);

    /// <summary>
    /// A gateway sent something: gateway id, leaf of the topic (<c>state</c>, <c>gone</c>, <c>report</c>, <c>journal</c>, <c>clock/request</c> …), payload.
    /// The gateway's next message waits for the handlers; when one throws, the gateway is disconnected and sends again.
    /// </summary>
    public event Func<string, string, ReadOnlyMemory<byte>, Task>? Received;

    /// <summary>A gateway hears its own orders from now on: what is published to it arrives. Called with its id.</summary>
    public event Action<string>? Connected;

    /// <summary>A gateway hears its own schedule from now on. Called with its id.</summary>
    public event Action<string>? ScheduleHeard;

    /// <summary>A gateway hears from now on what is said of its journal. Called with its id.</summary>
    public event Action<string>? JournalHeard;

    /// <summary>A gateway's session ended. Called with its id.</summary>
    public event Action<string>? Disconnected;

    /// <summary>The gateways that have a session, whether they have subscribed to anything yet or not.</summary>
    public IReadOnlyCollection<string> ConnectedGateways => [.. _connected.Keys];

    /// <summary>Whether audio is on its way to gateways.</summary>
    public bool IsStreaming => lane.IsBusy;

    /// <summary>Sends to whoever has subscribed; returns when it waits in their queues.</summary>
    /// <param name="topic">One that <see cref="Topics"/> built.</param>
    /// <param name="payload">Not changed by anybody afterwards.</param>
    /// <param name="atLeastOnce">QoS 1; else 0.</param>
    /// <param name="cancellationToken">Gives up before it is queued.</param>
    public Task PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool atLeastOnce, CancellationToken cancellationToken)
    {
        var message = new MqttApplicationMessage
        {
            Topic = topic,
            Payload = new(payload),
            QualityOfServiceLevel = atLeastOnce ? MqttQualityOfServiceLevel.AtLeastOnce : MqttQualityOfServiceLevel.AtMostOnce,
        };

        // While the host stops nobody is connected any more.
        return server.IsStarted
            ? server.InjectApplicationMessage(new InjectedMqttApplicationMessage(message) { SenderClientId = OwnId }, cancellationToken)
            : Task.CompletedTask;
    }

    /// <summary>Lets these gateways, and no others, hear a stream; call it before the order goes out, since who has the order subscribes.</summary>
    public void OpenStream(Guid streamId, IEnumerable<string> gatewayIds) => lane.Open(streamId, gatewayIds);

    /// <summary>The stream has ended: nobody may hear it any more.</summary>
    public void CloseStream(Guid streamId) => lane.Close(streamId);

    /// <summary>Sends one bundle to the gateways that hear the stream; who does not take it goes without it.</summary>
    /// <param name="streamId">A stream that is open.</param>
    /// <param name="bundle">Not changed by anybody afterwards.</param>
    public void PublishStream(Guid streamId, ReadOnlyMemory<byte> bundle) => lane.Publish(streamId, bundle);

    /// <summary>Ends a gateway's session, if it has one; it may connect again if its key still counts.</summary>
    public async Task DisconnectAsync(string gatewayId)
    {
        try
        {
            await server.DisconnectClientAsync(
                gatewayId, new MqttServerClientDisconnectOptions { ReasonCode = MqttDisconnectReasonCode.AdministrativeAction });
        }
        catch (InvalidOperationException)
        {
            // MQTTnet's word for a client that it does not know: it went by itself between the look and the call, which is what was wanted.
            LogGone(gatewayId);
        }
    }

    internal async Task DeliverAsync(string gatewayId, string leaf, ReadOnlyMemory<byte> payload)
    {
        foreach (var handler in (Received?.GetInvocationList() ?? []).Cast<Func<string, string, ReadOnlyMemory<byte>, Task>>())
        {
            await handler(gatewayId, leaf, payload);
        }
    }

    internal void SessionBegan(string gatewayId) => _connected[gatewayId] = 0;

    internal void Subscribed(string gatewayId, string topic)
    {
        if (topic == Topics.GatewayOrders(gatewayId))
        {
            Connected?.Invoke(gatewayId);
        }
        else if (topic == Topics.GatewaySchedule(gatewayId))
        {
            ScheduleHeard?.Invoke(gatewayId);
        }
        else if (topic == Topics.JournalTaken(gatewayId))
        {
            JournalHeard?.Invoke(gatewayId);
        }
    }

    internal void SessionEnded(string gatewayId)
    {
        _connected.TryRemove(gatewayId, out _);
        Disconnected?.Invoke(gatewayId);
    }

    [LoggerMessage(LogLevel.Information, "{GatewayId} was not there to be disconnected.")]
    private partial void LogGone(string gatewayId);
}
