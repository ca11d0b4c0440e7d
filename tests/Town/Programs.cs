namespace CloudBroadcast.Town;

/// <summary>Where the built programs of this checkout lie.</summary>
internal static class Programs
{
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;

    public static string Controller => Built("Controller");

    public static string DeviceAgent => Built("DeviceAgent");

    public static string SimulatedBridge => Existing(Path.Combine(Checkout.Root, "tests", "SimulatedBridge", "build", "simulated_bridge"));

    public static string ShiftedClock => Existing(Path.Combine(Checkout.Root, "tests", "ShiftedClock", "build", "shifted_clock.so"));

    public static string Firmware => Existing(Path.Combine(Checkout.Root, "hardware", "relay-bridge", "build", "relay_bridge.elf"));

    private static string Built(string project) =>
        Existing(Path.Combine(Checkout.Root, "artifacts", "bin", project, Configuration, $"CloudBroadcast.{project}"));

    private static string Existing(string file) =>
        File.Exists(file) ? file : throw new FileNotFoundException($"'{file}' is not built; run ./build.sh first.");
}
