namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>Looks at one thing that can go wrong, and tells the <see cref="FaultBoard"/>.</summary>
internal interface IFaultWatcher
{
    /// <summary>Looks once; called by one thread at a time.</summary>
    void Look();
}
