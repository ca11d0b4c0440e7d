using System.IO.Ports;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>Opens the bridge's serial port: 115200 Bd, 8N1, no handshake.</summary>
internal static class SerialLine
{
    public const int Baud = 115200;

    /// <summary>Throws IOException or UnauthorizedAccessException (also for a missing path) when the port cannot be had.</summary>
    public static Stream Open(string path)
    {
        var port = new SerialPort(path, Baud, Parity.None, 8, StopBits.One)
        {
            Handshake = Handshake.None,
            ReadTimeout = 500,
            WriteTimeout = 500,
        };
        try
        {
            port.Open();
            RaiseDtr(port);
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

    private static void RaiseDtr(SerialPort port)
    {
        try
        {
            port.DtrEnable = true;
        }
        catch (IOException)
        {
            // A pseudo-terminal has no modem lines (ENOTTY), and the bridge needs none.
        }
    }
}
