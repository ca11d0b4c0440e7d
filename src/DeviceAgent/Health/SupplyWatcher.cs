using System.Globalization;
using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>The relay board's supply, where the board measures it.</summary>
internal sealed class SupplyWatcher(FaultBoard faults, IRelayBoard board, IOptions<HealthOptions> options) : IFaultWatcher
{
    /// <inheritdoc/>
    public void Look()
    {
        var supply = board.State.Readings?.SupplyMv;
        var isWrong = supply is { } millivolts && (millivolts < options.Value.LowestSupplyMv || millivolts > options.Value.HighestSupplyMv);
        faults.Set(FaultCode.SupplyVoltage, isWrong, string.Create(CultureInfo.InvariantCulture, $"{supply} mV"));
    }
}
