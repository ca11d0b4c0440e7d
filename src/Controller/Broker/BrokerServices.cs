using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using MQTTnet.AspNetCore;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Server;

namespace CloudBroadcast.Controller.Broker;

/// <summary>Registers the embedded broker. It listens under Kestrel alone: MQTTnet's own listener is not there.</summary>
internal static class BrokerServices
{
    public static IServiceCollection AddBroker(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<BrokerOptions>()
            .Bind(configuration.GetSection(BrokerOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<IValidateOptions<BrokerOptions>, BrokerOptionsValidator>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, BrokerEndpoint>();
        services.AddSingleton<IMqttNetLogger, BrokerLog>();
        services.AddMqttConnectionHandler();
        services.AddConnections();
        services.AddSingleton(provider => new MqttServer(
            ServerOptions(provider.GetRequiredService<IOptions<BrokerOptions>>().Value),
            [provider.GetRequiredService<MqttConnectionHandler>()],
            provider.GetRequiredService<IMqttNetLogger>()));
        services.AddSingleton<BrokerTls>().AddSingleton<BrokerCounts>().AddSingleton<BrokerConnections>().AddSingleton<StreamLane>();
        services.AddSingleton<Postman>().AddSingleton<Gatekeeper>().AddHostedService<BrokerHost>();
        services.AddSingleton<RevocationSweep>().AddHostedService(provider => provider.GetRequiredService<RevocationSweep>());
        return services;
    }

    private static MqttServerOptions ServerOptions(BrokerOptions options) => new MqttServerOptionsBuilder()
        .WithoutDefaultEndpoint()
        .WithoutEncryptedEndpoint()
        .WithPersistentSessions(false)
        .WithDefaultCommunicationTimeout(options.HandshakeTimeout)
        .WithMaxPendingMessagesPerClient(options.MaxWaitingMessages)
        .WithPendingMessagesOverflowStrategy(MqttPendingMessagesOverflowStrategy.DropOldestQueuedMessage)
        .Build();
}
