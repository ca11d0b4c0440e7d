namespace CloudBroadcast.Packaging;

/// <summary>The package for this machine's architecture, built once and taken apart.</summary>
public sealed class BuiltPackage : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("agent-deb-").FullName;

    /// <summary>The .deb.</summary>
    public string File { get; private set; } = "";

    /// <summary>Its files.</summary>
    public string Root => Path.Combine(_folder, "root");

    /// <summary>Its control files.</summary>
    public string Control => Path.Combine(_folder, "control");

    public async ValueTask InitializeAsync()
    {
        var architecture = (await Shell.GoodAsync("dpkg", "--print-architecture")).Trim();
        File = (await Shell.GoodAsync(Shell.Packaging("build-deb.sh"), architecture, _folder)).Trim().Split('\n')[^1];
        await Shell.GoodAsync("dpkg-deb", "-x", File, Root);
        await Shell.GoodAsync("dpkg-deb", "-e", File, Control);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
