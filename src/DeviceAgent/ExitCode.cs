namespace CloudBroadcast.DeviceAgent;

/// <summary>What the agent tells whoever started it.</summary>
internal static class ExitCode
{
    /// <summary>Stopped as asked.</summary>
    public const int Good = 0;

    /// <summary>A fault of this program or this machine; starting it again may help.</summary>
    public const int Failed = 1;

    /// <summary>The configuration or a file of the gateway's identity is unfit; starting it again won't help.</summary>
    public const int Unfit = 2;

    /// <summary>Ended on the controller's order, to be started again (EX_TEMPFAIL of sysexits.h).</summary>
    public const int Again = 75;
}
