using System.Globalization;
using MQTTnet.Diagnostics.Logger;

namespace CloudBroadcast.Controller.Broker;

/// <summary>Passes on what MQTTnet complains of: to it a connection that broke is an error, to us it is Tuesday.</summary>
internal sealed partial class BrokerLog(ILogger<BrokerLog> log) : IMqttNetLogger
{
    public bool IsEnabled => log.IsEnabled(LogLevel.Debug);

    public void Publish(MqttNetLogLevel logLevel, string source, string message, object[] parameters, Exception exception)
    {
        if (logLevel >= MqttNetLogLevel.Warning && IsEnabled)
        {
            LogComplaint(source, parameters is null ? message : string.Format(CultureInfo.InvariantCulture, message, parameters), exception);
        }
    }

    [LoggerMessage(LogLevel.Debug, "{Source}: {Complaint}")]
    private partial void LogComplaint(string source, string complaint, Exception? error);
}
