using System.IO.Ports;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>Opens a relay board's serial port: 8N1, no handshake.</summary>
internal static class SerialLine
{
    /// <summary>Of our bridge.</summary>
    public const int Baud = 115200;

    /// <summary>Throws IOException or UnauthorizedAccessException (also for a missing path) when the port cannot be had.</summary>
    public static Stream Open(string path, int baud = Baud)
    {
        var port = new SerialPort(path, baud, Parity.None, 8, StopBits.One)
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
            // A pseudo-terminal has no modem lines (ENOTTY), and no board needs them.
        }
    }
}
