#pragma warning disable CA1050 // The runtime looks for this very name, in no namespace (DOTNET_STARTUP_HOOKS).

/// <summary>Lets another program load this assembly, so that it finds <see cref="CloudBroadcast.Benchmarks.FanOutStartup"/>.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        // To be loaded is all.
    }
}
