using System.Globalization;
using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>The box: is its processor or its relay board too hot.</summary>
internal sealed class TemperatureWatcher(FaultBoard faults, MachineSensors machine, IRelayBoard board, IOptions<HealthOptions> options) : IFaultWatcher
{
    // It must have cooled by so much before it counts as gone, or it would come and go each minute.
    private const int Cooled = 5;

    private bool _isHot;

    /// <inheritdoc/>
    public void Look()
    {
        var (processor, relays) = (machine.TemperatureC, board.State.Readings?.TemperatureC);
        var hottest = Math.Max(processor ?? double.MinValue, relays ?? double.MinValue);
        _isHot = hottest > options.Value.HottestC - (_isHot ? Cooled : 0);
        var where = hottest == processor ? "processor" : "relay board";
        faults.Set(FaultCode.Temperature, _isHot, string.Create(CultureInfo.InvariantCulture, $"{where} {hottest:0.#} °C"));
    }
}
