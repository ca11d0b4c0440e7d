using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Maintenance;

/// <summary>How much is logged, until the next start. Safe to use from many threads.</summary>
internal sealed class LogLevelSwitch(LogLevel first)
{
    private int _least = (int)first;

    /// <summary>Whether this level is logged now.</summary>
    public bool IsOn(LogLevel level) => (int)level >= Volatile.Read(ref _least);

    /// <summary>Logs from this level on.</summary>
    public void Set(AgentLogLevel level) => Volatile.Write(ref _least, (int)(level switch
    {
        AgentLogLevel.Debug => LogLevel.Debug,
        AgentLogLevel.Warning => LogLevel.Warning,
        _ => LogLevel.Information,
    }));
}
