namespace CloudBroadcast.Town;

/// <summary>Where the built programs of this checkout lie.</summary>
internal static class Programs
{
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    public static string Controller => Built("Controller");

    public static string DeviceAgent => Built("DeviceAgent");

    public static string SimulatedBridge => Existing(Path.Combine(Root, "tests", "SimulatedBridge", "build", "simulated_bridge"));

    public static string Firmware => Existing(Path.Combine(Root, "hardware", "relay-bridge", "build", "relay_bridge.elf"));

    private static string Built(string project) =>
        Existing(Path.Combine(Root, "artifacts", "bin", project, Configuration, $"CloudBroadcast.{project}"));

    private static string Existing(string file) =>
        File.Exists(file) ? file : throw new FileNotFoundException($"'{file}' is not built; run ./build.sh first.");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CloudBroadcast.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("No CloudBroadcast.sln above this program.");
        }

        return folder.FullName;
    }
}
