namespace CloudBroadcast;

/// <summary>The checkout that a test or a tool was built from.</summary>
internal static class Checkout
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CloudBroadcast.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"No CloudBroadcast.sln above '{AppContext.BaseDirectory}'.");
        }

        return folder.FullName;
    }
}
