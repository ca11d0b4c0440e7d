using System.Buffers;
using System.Collections;
using System.Security.Cryptography.X509Certificates;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Options;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace CloudBroadcast.Controller.Broker;

/// <summary>Decides who may connect, and what each may send and hear; what gateways send goes to the postman and to no other gateway.</summary>
internal sealed partial class Gatekeeper(
    GatewayKeys gateways,
    Postman postman,
    BrokerConnections connections,
    StreamLane lane,
    IOptions<BrokerOptions> options,
    TimeProvider time,
    ILogger<Gatekeeper> log)
{
    private const string QuotaItem = "quota";
    private const string OutletItem = "outlet";

    /// <summary>The way out of the connection that a session runs over.</summary>
    public static StreamOutlet OutletOf(IDictionary sessionItems) =>
        sessionItems[OutletItem] as StreamOutlet ?? throw new InvalidOperationException("The session was not validated here.");

    public async Task ValidateAsync(ValidatingConnectionEventArgs connection)
    {
        var certificate = connection.ClientCertificate;
        var name = certificate?.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        if (certificate is null || !Topics.IsGatewayId(connection.ClientId) || name != connection.ClientId)
        {
            LogForeignName(Quoted(connection.ClientId), name ?? "");
            connection.ReasonCode = MqttConnectReasonCode.NotAuthorized;
        }
        else if (!await gateways.ConnectAsync(connection.ClientId, certificate.PublicKey.ExportSubjectPublicKeyInfo(), connection.CancellationToken))
        {
            LogForeignKey(connection.ClientId);
            connection.ReasonCode = MqttConnectReasonCode.NotAuthorized;
        }
        else
        {
            var outlet = connections.Known(connection.RemoteEndPoint).Outlet!;
            outlet.Version5 = connection.ProtocolVersion is MqttProtocolVersion.V500;
            connection.SessionItems[OutletItem] = outlet;
            connection.SessionItems[QuotaItem] = new SendQuota(options.Value.MaxMessagesPerSecond, time);
        }
    }

    /// <summary>Counts what a gateway sends of its own accord; its acknowledgements only follow what it is sent.</summary>
    public Task CountAsync(InterceptingPacketEventArgs packet)
    {
        if (packet.Packet is MqttPublishPacket or MqttSubscribePacket or MqttUnsubscribePacket or MqttPingReqPacket
            && (packet.SessionItems[QuotaItem] is not SendQuota quota || !quota.Take()))
        {
            packet.ProcessPacket = false;
            LogTooMuch(packet.ClientId, options.Value.MaxMessagesPerSecond);
            OutletOf(packet.SessionItems).Cut();
        }

        return Task.CompletedTask;
    }

    public Task SubscribeAsync(InterceptingSubscriptionEventArgs subscription)
    {
        if (!MaySubscribe(subscription.ClientId, subscription.TopicFilter.Topic))
        {
            LogForeignSubscription(subscription.ClientId, Quoted(subscription.TopicFilter.Topic));
            subscription.ProcessSubscription = false;
            subscription.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
        }

        return Task.CompletedTask;
    }

    public async Task PublishAsync(InterceptingPublishEventArgs publish)
    {
        if (publish.ClientId == Postman.OwnId)
        {
            return;
        }

        publish.ProcessPublish = false;
        var message = publish.ApplicationMessage;
        if (message.Retain || !TopicRights.MayPublish(publish.ClientId, message.Topic, out var leaf))
        {
            LogForeignPublish(publish.ClientId, Quoted(message.Topic), message.Retain);
            publish.Response.ReasonCode = MqttPubAckReasonCode.NotAuthorized;
            publish.CloseConnection = true;
        }
        else
        {
            await DeliverAsync(publish.ClientId, leaf, message.Payload.ToArray());
        }
    }

    private bool MaySubscribe(string gatewayId, string filter) => Topics.TryParseStream(filter, out var streamId)
        ? lane.IsAddressed(streamId, gatewayId)
        : gateways.TryGetArea(gatewayId, out var area) && TopicRights.MaySubscribe(gatewayId, area, filter);

    private async Task DeliverAsync(string gatewayId, string leaf, byte[] payload)
    {
        try
        {
            await postman.DeliverAsync(gatewayId, leaf, payload);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // MQTTnet closes the connection on it, unseen by our log.
            LogNotDelivered(gatewayId, leaf, error);
            throw;
        }
    }

    // What a stranger sent goes into the log without line breaks and without end.
    private static string Quoted(string? text) => new([.. (text ?? "").Take(80).Select(character => char.IsControl(character) ? '?' : character)]);

    [LoggerMessage(LogLevel.Warning, "Refused a connection as \"{ClientId}\" with the certificate of \"{Name}\".")]
    private partial void LogForeignName(string clientId, string name);

    [LoggerMessage(LogLevel.Warning, "Refused {GatewayId}: it is unknown, or its certificate is not the last one issued to it.")]
    private partial void LogForeignKey(string gatewayId);

    [LoggerMessage(LogLevel.Warning, "Refused {GatewayId} the subscription to \"{Topic}\".")]
    private partial void LogForeignSubscription(string gatewayId, string topic);

    [LoggerMessage(LogLevel.Warning, "Disconnected {GatewayId}: it published to \"{Topic}\" (retained: {Retained}).")]
    private partial void LogForeignPublish(string gatewayId, string topic, bool retained);

    [LoggerMessage(LogLevel.Warning, "Disconnected {GatewayId}: it sent more than {Limit} packets in a second.")]
    private partial void LogTooMuch(string gatewayId, int limit);

    [LoggerMessage(LogLevel.Error, "What {GatewayId} sent as {Leaf} could not be taken.")]
    private partial void LogNotDelivered(string gatewayId, string leaf, Exception error);
}
