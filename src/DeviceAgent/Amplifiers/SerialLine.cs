namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>Opens the serial port of a relay board, 8N1 without handshake.</summary>
internal static class SerialLine
{
    /// <summary>Of our bridge.</summary>
    public const int Baud = 115200;

    /// <summary>A port for this process alone; one reader and one writer at a time.</summary>
    /// <exception cref="IOException">There is none, it is none, somebody has it, or it does not know the speed.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public static Stream Open(string path, int baud = Baud)
    {
#if WITH_NAUDIO
        if (OperatingSystem.IsWindows())
        {
            return WindowsSerialLine.Open(path, baud);
        }
#endif
        return TerminalLine.Open(path, baud);
    }
}
