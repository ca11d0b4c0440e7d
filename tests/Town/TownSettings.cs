namespace CloudBroadcast.Town;

/// <summary>How a town is started.</summary>
internal sealed record TownSettings
{
    /// <summary>Everything of the town stands here.</summary>
    public required string Folder { get; init; }

    /// <summary>Port of console and API; 0 for any free one.</summary>
    public int Port { get; init; }

    /// <summary>The villages whose gateways are started; the others stay offline.</summary>
    public IReadOnlyList<Place> Villages { get; init; } = Place.All;

    /// <summary>Whether the controller begins with the sample town; without it nothing but the controller is started, which knows no town yet.</summary>
    public bool Sample { get; init; } = true;

    /// <summary>The ALSA device of a gateway, where it does not play into a file; by gateway id.</summary>
    public IReadOnlyDictionary<string, string> AlsaDevices { get; init; } = new Dictionary<string, string>();

    /// <summary>The line that all gateways share, where it can be cut; null for this machine's loopback.</summary>
    public VillageLine? Line { get; init; }

    /// <summary>Where the gateways find the controller.</summary>
    public string ControllerName => Line?.ControllerAddress ?? "localhost";

    /// <summary>Whether a copy of what a sound card got is written too.</summary>
    public bool CopiesSound { get; init; } = true;

    /// <summary>Set for the agent of a village, such as the sound server's address.</summary>
    public Func<Place, IReadOnlyDictionary<string, string>> AgentEnvironment { get; init; } = _ => new Dictionary<string, string>();

    /// <summary>Set for the controller, such as another clock.</summary>
    public Func<IReadOnlyDictionary<string, string>> ControllerEnvironment { get; init; } = () => new Dictionary<string, string>();

    /// <summary>The agent's program, where it is not the one that was built beside this.</summary>
    public string? AgentProgram { get; init; }
}
