using System.IO.Ports;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>A serial port of Windows.</summary>
internal static class WindowsSerialLine
{
    /// <summary>Throws IOException or UnauthorizedAccessException (also for a missing path) when the port cannot be had.</summary>
    public static Stream Open(string path, int baud)
    {
        var port = new SerialPort(path, baud, Parity.None, 8, StopBits.One)
        {
            Handshake = Handshake.None,
            ReadTimeout = 500,
            WriteTimeout = 500,
            DtrEnable = true,
        };
        try
        {
            port.Open();
            port.DiscardInBuffer();
            return port.BaseStream;
        }
        catch (ArgumentException problem)
        {
            port.Dispose();
            throw new IOException($"'{path}' is not a serial port", problem);
        }
        catch
        {
            port.Dispose();
            throw;
        }
    }
}
