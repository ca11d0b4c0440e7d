using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Hosting;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>Sends the state when its cadence says so; one that can't be sent is not kept.</summary>
internal sealed class StateReporter(
    StateComposer composer,
    ControllerLink link,
    PlayoutDoor playout,
    FaultBoard faults,
    SelfTestRecord selfTest,
    LinkCredentials credentials,
    InstalledConfiguration installed,
    InstalledSchedule schedule,
    AudioStore store,
    RefusalCounts refusals,
    ControllerClock clock,
    TimeProvider time)
    : BackgroundService
{
    private readonly StateCadence _cadence = new(time);
    private GatewayState? _said;
    private bool _isMoving;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        playout.Changed += _cadence.RingNow;
        link.Changed += _cadence.RingNow;
        faults.Changed += _cadence.RingNow;
        selfTest.Changed += _cadence.RingNow;
        installed.Changed += _cadence.RingNow;
        schedule.Changed += _cadence.RingNow;
        clock.Attested += _cadence.RingNow;
        store.Changed += _cadence.RingSoon;
        store.NeedsChanged += _cadence.RingSoon;
        refusals.Changed += _cadence.RingSoon;

        // What changed before is told, too.
        _cadence.RingNow();
        try
        {
            while (true)
            {
                await _cadence.WaitAsync(_isMoving, stoppingToken);
                await SendAsync();
            }
        }
        finally
        {
            playout.Changed -= _cadence.RingNow;
            link.Changed -= _cadence.RingNow;
            faults.Changed -= _cadence.RingNow;
            selfTest.Changed -= _cadence.RingNow;
            installed.Changed -= _cadence.RingNow;
            schedule.Changed -= _cadence.RingNow;
            clock.Attested -= _cadence.RingNow;
            store.Changed -= _cadence.RingSoon;
            store.NeedsChanged -= _cadence.RingSoon;
            refusals.Changed -= _cadence.RingSoon;
        }
    }

    private async Task SendAsync()
    {
        if (link.IsConnected)
        {
            var state = composer.Compose();
            var signed = SignedDocument.Sign(DocumentKind.State, WireJson.Write(state), credentials.Key);
            await link.TryPublishAsync(Topics.GatewayState(installed.Gateway), signed);
            (_isMoving, _said) = (StateCadence.IsMoving(_said, state), state);
        }
    }
}
