using System.Text;
using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Terminal;

/// <summary>Whether there is an agent on this machine.</summary>
internal enum AgentPresence
{
    /// <summary>It runs and answers.</summary>
    Running,

    /// <summary>It does not run.</summary>
    NotRunning,

    /// <summary>Something holds its store and gives no answer: it starts, ends or hangs.</summary>
    NotAnswering,
}

/// <summary>What can be told on the spot of a gateway, whether its agent runs or not.</summary>
internal sealed record AgentStatus
{
    // A megabyte each: what was last played stands in the newest ones, or was long ago.
    private const int JournalFiles = 4;

    /// <summary>Whether it runs.</summary>
    public required AgentPresence Presence { get; init; }

    /// <summary>Why it can't be asked, or why it could not run, in words; null when there is nothing to say.</summary>
    public string? Problem { get; init; }

    /// <summary>What it is configured to be; null before enrolment.</summary>
    public GatewayConfiguration? Gateway { get; init; }

    /// <summary>Where its controller is; null before enrolment.</summary>
    public ControllerAddress? Controller { get; init; }

    /// <summary>Whether the controller is connected; null where nobody can say.</summary>
    public bool? Connected { get; init; }

    /// <summary>Whether the version that runs has yet to prove itself; null where nobody can say.</summary>
    public bool? OnTrial { get; init; }

    /// <summary>What the agent says of itself; null while it does not run.</summary>
    public GatewayState? State { get; init; }

    /// <summary>What is wrong now or, when the agent does not run, what was when it ended.</summary>
    public required IReadOnlyList<FaultReading> Faults { get; init; }

    /// <summary>The last self-test, or null.</summary>
    public SelfTestReading? SelfTest { get; init; }

    /// <summary>The last entry of the journal about a broadcast, or null.</summary>
    public JournalEntry? LastBroadcast { get; init; }

    /// <summary>Asks the agent, and reads what lies on the disk.</summary>
    /// <exception cref="IOException">What is there can't be read.</exception>
    public static async Task<AgentStatus> TakeAsync(LinkOptions link, string storeFolder, TimeProvider time)
    {
        var (answer, problem) = await AskAsync(new LocalAgent(storeFolder, time));
        GatewayState? state = null;
        if (answer?.State is { } json && !WireJson.TryRead(Encoding.UTF8.GetBytes(json.GetRawText()), out state, out problem))
        {
            problem = "the agent that runs is of another version than this command: " + problem;
        }

        var (gateway, unfit) = Read(() => InstalledConfiguration.Load(link.Folder, DiskAccess.Real).Current.Configuration);
        var tail = JournalReader.ReadBack(storeFolder, JournalFiles);
        return new AgentStatus
        {
            Presence = state is not null ? AgentPresence.Running : problem is not null ? AgentPresence.NotAnswering : AgentPresence.NotRunning,
            Problem = problem ?? unfit,
            Gateway = gateway,
            Controller = Read(() => ControllerAddress.Of(link)).Value,
            Connected = answer?.Connected,
            OnTrial = answer?.OnTrial,
            State = state,
            Faults = state?.Faults ?? FaultsAtTheEnd(tail),
            SelfTest = state?.SelfTest ?? SelfTestRecord.Read(storeFolder),
            LastBroadcast = tail.FirstOrDefault(entry => entry.Kind == JournalKind.Playback),
        };
    }

    private static async Task<(DoorAnswer? Answer, string? Problem)> AskAsync(LocalAgent agent)
    {
        try
        {
            var answer = await agent.AskAsync(StatusCommand.Name, CancellationToken.None);
            return (answer, answer is null && agent.IsRunning ? "a process holds the store, but nobody is at its door" : null);
        }
        catch (IOException error)
        {
            return (null, error.Message);
        }
    }

    // What began since the agent's last start and did not end.
    private static List<FaultReading> FaultsAtTheEnd(IEnumerable<JournalEntry> newestFirst) =>
    [
        .. newestFirst.TakeWhile(entry => entry.Kind != JournalKind.Start)
            .Where(entry => entry.Fault is not null)
            .DistinctBy(entry => entry.Fault!.Code)
            .Where(entry => entry.Fault!.Began)
            .Select(entry => new FaultReading { Code = entry.Fault!.Code, Since = entry.At, Detail = entry.Detail })
            .Reverse(),
    ];

    private static (T? Value, string? Problem) Read<T>(Func<T> read)
        where T : class
    {
        try
        {
            return (read(), null);
        }
        catch (LinkFileException unfit)
        {
            return (null, unfit.Message);
        }
    }
}
