using CloudBroadcast.Controller.Broker;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Gateways;

/// <summary>Takes states, last wills and clock requests from the postman, and watches who falls silent.</summary>
internal sealed partial class GatewayIntake(
    Postman postman, GatewayPresence presence, ClockAnswers clock, TimeProvider time, ILogger<GatewayIntake> log) : BackgroundService
{
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(1);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        postman.Received += TakeAsync;
        postman.Disconnected += presence.Leave;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        postman.Received -= TakeAsync;
        postman.Disconnected -= presence.Leave;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Watch, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            presence.NoticeSilence();
        }
    }

    private Task TakeAsync(string gatewayId, string leaf, ReadOnlyMemory<byte> payload)
    {
        // Read first: what passes until then would be taken for time on the line.
        var receivedAt = time.GetUtcNow();
        switch (leaf)
        {
            case "clock/request":
                return AnswerAsync(gatewayId, payload, receivedAt);
            case "state":
                presence.Take(gatewayId, payload);
                break;
            case "gone":
                presence.Leave(gatewayId);
                break;
        }

        return Task.CompletedTask;
    }

    private async Task AnswerAsync(string gatewayId, ReadOnlyMemory<byte> request, DateTimeOffset receivedAt)
    {
        if (clock.TryAnswer(request, receivedAt, out var answer))
        {
            await postman.PublishAsync(Topics.ClockAnswer(gatewayId), answer, atLeastOnce: false, CancellationToken.None);
        }
        else
        {
            LogNoRequest(gatewayId);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What {GatewayId} sent is no clock request.")]
    private partial void LogNoRequest(string gatewayId);
}
