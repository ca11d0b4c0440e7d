namespace CloudBroadcast.DeviceAgent;

/// <summary>What the agent and its commands tell whoever started them.</summary>
internal static class ExitCode
{
    /// <summary>Stopped as asked, or all that was looked at is well.</summary>
    public const int Good = 0;

    /// <summary>A fault of this program or this machine, or a test that failed; trying again may help.</summary>
    public const int Failed = 1;

    /// <summary>What was typed, the configuration or a file of the gateway's identity is unfit; trying again won't help.</summary>
    public const int Unfit = 2;

    /// <summary>The agent does not run (the status that init scripts give for it, LSB 5.0, section 22.2).</summary>
    public const int NotRunning = 3;

    /// <summary>Ended on the controller's order, to be started again (EX_TEMPFAIL of sysexits.h).</summary>
    public const int Again = 75;
}
