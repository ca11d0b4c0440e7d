using System.Buffers;
using System.Collections.Concurrent;
using CloudBroadcast.Protocol;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>A broker behind TLS and, in it, a controller that answers clock requests and keeps what gateways say.</summary>
internal sealed class FakeController : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly MqttServer _server;
    private readonly FakeTlsListener _listener;
    private readonly Lock _lock = new();
    private readonly List<(string Topic, byte[] Payload)> _said = [];
    private readonly HashSet<string> _subscribed = [];
    private TaskCompletionSource _happened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeController(FakeTlsListener listener)
    {
        _listener = listener;
        var options = new MqttServerOptionsBuilder().WithoutDefaultEndpoint().WithPersistentSessions(false).Build();
        _server = new MqttServerFactory().CreateMqttServer(options, [listener]);
        _server.InterceptingPublishAsync += TakeAsync;
        _server.ClientSubscribedTopicAsync += args => Note(() => _subscribed.Add(args.TopicFilter.Topic));
        _server.ClientUnsubscribedTopicAsync += args => Note(() => _subscribed.Remove(args.TopicFilter));
        _server.ValidatingConnectionAsync += args =>
        {
            ClientIds.Enqueue(args.ClientId);
            return Task.CompletedTask;
        };
    }

    public SigningKey Key { get; } = SigningKey.Create();

    public ConcurrentQueue<string> ClientIds { get; } = new();

    public int Port => _listener.Port;

    public FakeTlsListener Lines => _listener;

    /// <summary>What the controller's clock shows; null: it does not answer.</summary>
    public Func<DateTimeOffset>? Clock { get; set; } = TimeProvider.System.GetUtcNow;

    /// <summary>Whether PUBACKs for reports are held back by cutting the line instead.</summary>
    public bool CutsAtReports { get; set; }

    public static async Task<FakeController> StartAsync(FakeAuthority authority, FakeTlsListener? listener = null)
    {
        var controller = new FakeController(listener ?? new FakeTlsListener(authority, authority.Server()));
        await controller._server.StartAsync();
        return controller;
    }

    public Task PublishAsync(string topic, byte[] payload) => _server.InjectApplicationMessage(
        new InjectedMqttApplicationMessage(new MqttApplicationMessageBuilder()
            .WithTopic(topic).WithPayload(payload).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build()),
        CancellationToken.None);

    /// <summary>Publishes a configuration, signed by this controller's key or another one.</summary>
    public Task ConfigureAsync(GatewayConfiguration configuration, SigningKey? key = null) =>
        PublishAsync(Topics.GatewayConfiguration(configuration.Gateway), ConfigurationCodec.Sign(configuration, key ?? Key));

    /// <summary>Waits until gateways have said something that fits, and returns the first of it.</summary>
    public Task<T> HeardAsync<T>(Func<string, byte[], T?> pick)
        where T : class => UntilAsync(() => _said.Select(said => pick(said.Topic, said.Payload)).FirstOrDefault(found => found is not null));

    /// <summary>Everything said on a topic so far.</summary>
    public List<byte[]> Said(string topic)
    {
        lock (_lock)
        {
            return [.. _said.Where(said => said.Topic == topic).Select(said => said.Payload)];
        }
    }

    public Task SubscribedAsync(string topic) => UntilAsync(() => _subscribed.Contains(topic) ? topic : null);

    public Task NotSubscribedAsync(string topic) => UntilAsync(() => _subscribed.Contains(topic) ? null : topic);

    public IReadOnlyList<string> Subscriptions()
    {
        lock (_lock)
        {
            return [.. _subscribed.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Cuts every line and forgets what was subscribed and said.</summary>
    public void CutLines()
    {
        lock (_lock)
        {
            _subscribed.Clear();
            _said.Clear();
        }

        _listener.Cut();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new MqttServerStopOptions());
        _server.Dispose();
        _listener.Dispose();
        Key.Dispose();
    }

    private async Task<T> UntilAsync<T>(Func<T?> look)
        where T : class
    {
        var limit = Task.Delay(Patience, TimeProvider.System);
        while (true)
        {
            Task happened;
            lock (_lock)
            {
                if (look() is { } found)
                {
                    return found;
                }

                happened = _happened.Task;
            }

            if (await Task.WhenAny(happened, limit) == limit)
            {
                throw new TimeoutException($"Nothing of {_said.Count} messages was what the test waits for.");
            }
        }
    }

    private Task Note(Action act)
    {
        lock (_lock)
        {
            act();
            _happened.SetResult();
            _happened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return Task.CompletedTask;
    }

    private async Task TakeAsync(InterceptingPublishEventArgs args)
    {
        if (!Topics.TryParseGateway(args.ApplicationMessage.Topic, out var gateway, out var leaf) || leaf is not ("state" or "gone" or "report" or "clock/request" or "journal"))
        {
            return;
        }

        args.ProcessPublish = false;
        var payload = args.ApplicationMessage.Payload.ToArray();
        await Note(() => _said.Add((args.ApplicationMessage.Topic, payload)));
        if (leaf == "report" && CutsAtReports)
        {
            CutsAtReports = false;
            _listener.Cut();
        }

        if (leaf == "clock/request" && Clock is { } clock && WireJson.TryRead<ClockRequest>(payload, out var request, out _))
        {
            var answer = new ClockAnswer
            {
                Version = WireVersion.Current,
                Nonce = request.Nonce,
                ReceivedAt = clock(),
                AnsweredAt = clock(),
            };
            await PublishAsync(Topics.ClockAnswer(gateway), SignedDocument.Sign(DocumentKind.ClockAnswer, WireJson.Write(answer), Key));
        }
    }
}
