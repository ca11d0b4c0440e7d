namespace CloudBroadcast.Protocol;

/// <summary>Which files a released version of the agent has (docs/wire/package.md); signed by the release key.</summary>
public sealed record Release
{
    /// <summary>The name of the only program that is released so.</summary>
    public const string AgentName = "cloudbroadcast-agent";

    /// <summary><see cref="WireVersion.Current"/>.</summary>
    public required int Version { get; init; }

    /// <summary><see cref="AgentName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Two to four numbers with dots.</summary>
    public required string ReleaseVersion { get; init; }

    /// <summary><c>amd64</c> or <c>arm64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>1 to 16 files, in the order in which they stand in the package; one is named as the program.</summary>
    public required IReadOnlyList<ReleaseFile> Files { get; init; }
}

/// <summary>A file of a <see cref="Release"/>.</summary>
public sealed record ReleaseFile
{
    /// <summary>1 to 64 of a-z A-Z 0-9 . _ - and no dot at its begin.</summary>
    public required string Name { get; init; }

    /// <summary>Its length.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256, 64 lower-case hex digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Whether it may be executed.</summary>
    public required bool Executable { get; init; }
}
