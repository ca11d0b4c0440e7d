using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Playback;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudBroadcast.DeviceAgent;

/// <summary>
/// A gateway without a line: the player with its own schedule, ledger, journal, store and watchers on one disk that a test fills,
/// and a wall clock that a test sets.
/// </summary>
internal sealed class GatewayBench : IAsyncDisposable
{
    private const long Room = 1L << 34;

    private readonly FakeAuthority _authority = new();
    private readonly SigningKey _key = SigningKey.Create();
    private readonly JournalFeed _feed = new();
    private readonly Journal _journal;
    private readonly JournalKeeper _keeper;
    private readonly ReportOutbox _outbox;
    private readonly ReportDesk _reports;
    private readonly InstalledSchedule _schedule;
    private readonly DuePlayer _due;
    private readonly LineWitness _line;
    private readonly IFaultWatcher[] _watchers;

    public GatewayBench()
    {
        _authority.WriteFiles(Folder.Name, Orders.Gateway, _key);
        Credentials = LinkCredentials.Load(Folder.Name);
        Installed = InstalledConfiguration.Load(Folder.Name, DiskAccess.Real);
        SteppedTime? wall = null;
        Player = new PlayerBench(
            options => options.RecordingsFolder = Path.Combine(options.RecordingsFolder, "line"),
            open: item => Store!.TryOpen(item), machineTime: time => wall = new SteppedTime(time));
        Wall = wall!;
        Faults = new FaultBoard(_feed, Wall);
        var disk = DiskAccess.Real with { Write = Write };
        Reserve = FakeStore.Reserve(Folder.Name, Faults, () => FreeBytes, disk);
        Reserve.Restore();
        Store = OpenStore();
        Ledger = Ledger.Open(Folder.Name, Reserve.Access, NullLogger<Ledger>.Instance);
        _journal = new Journal(new StoreOptions { Folder = Folder.Name }, Orders.Gateway, Credentials.Key, Reserve.Access, NullLogger<Journal>.Instance);
        _keeper = new JournalKeeper(_journal, _feed, Faults, Player.Clock, Wall, NullLogger<JournalKeeper>.Instance);
        _outbox = ReportOutbox.Open(Folder.Name, Reserve.Access, NullLogger<ReportOutbox>.Instance);
        _reports = new ReportDesk(Installed, Credentials, Player.Clock, _outbox, _feed, Wall);
        _schedule = InstalledSchedule.Load(Folder.Name, Reserve.Access, Installed, Faults, NullLogger<InstalledSchedule>.Instance);
        _line = new LineWitness(Player.Board, Faults, _feed, () => Player.Clock.Now);
        Door = PlayoutWiring.Connect(Player.Player, Player.Amplifier, _line, Installed, TimeSpan.FromHours(1), Wall);
        Door.Reported += _reports.Post;
        _due = new DuePlayer(Installed, _schedule, Player.Clock, Ledger, Door, _reports, Wall, NullLogger<DuePlayer>.Instance);
        Door.Reported += _due.Note;
        _watchers =
        [
            new ClockStepWatcher(Faults, _feed, Player.Clock, Wall),
            new SoundWatcher(Faults, Door, Wall),
            new DiskWatcher(Faults, Folder.Name, _ => new DiskSpace(Room, FreeBytes), disk, Wall),
        ];
        var isOpen = new TaskCompletionSource();
        _journal.Changed += () => isOpen.TrySetResult();
        _keeper.StartAsync(CancellationToken.None);
        isOpen.Task.Wait(FakeController.Patience);
    }

    public TemporaryFolder Folder { get; } = new();

    public PlayerBench Player { get; }

    /// <summary>The sound output: where a file is in its place it is gone.</summary>
    public string SoundFolder => Path.Combine(Player.Folder, "line");

    public SteppedTime Wall { get; }

    public FaultBoard Faults { get; }

    public DiskReserve Reserve { get; }

    public AudioStore Store { get; private set; }

    public Ledger Ledger { get; }

    public LinkCredentials Credentials { get; }

    public InstalledConfiguration Installed { get; }

    public PlayoutDoor Door { get; }

    /// <summary>Whether no byte fits on the disk as long as the reserve lies on it.</summary>
    public bool IsFull { get; set; }

    public IEnumerable<FaultCode> Standing => Faults.Standing.Select(fault => fault.Code);

    private long FreeBytes => IsFull ? 0 : Room / 2;

    /// <summary>Puts a programme into the store and the schedule; its start and its file.</summary>
    public (ScheduledStart Start, byte[] File, PlayItem Item) Plan(SampleProgramme programme, double startsInS)
    {
        using var file = new MemoryStream();
        var planned = programme.Items.Single();
        OggOpus.Write(file, new OggOpusAudio([.. programme.Packets.Select(packet => (ReadOnlyMemory<byte>)packet)], planned.PreSkip, planned.LengthSamples));
        var bytes = file.ToArray();
        var item = planned with { Sha256 = FakeStore.Item(bytes).Sha256 };
        Store.Put(bytes);
        var now = Player.Clock.Now;
        var schedule = Schedules.Of(now, item, now.AddSeconds(startsInS));
        schedule = schedule with { Plays = [schedule.Plays[0] with { VolumePercent = 100 }] };
        _schedule.Install(ScheduleCodec.Sign(schedule, _key), new HeldSchedule(schedule, _key.KeyId));
        return (schedule.Plays[0].Starts[0], bytes, item);
    }

    /// <summary>Damages the file on the disk as a worn memory card does, and starts the store anew: it has not looked at it yet.</summary>
    public void Damage(PlayItem item)
    {
        var path = Folder.File(Path.Combine("audio", item.Sha256 + ".opus"));
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
        Store = OpenStore();
    }

    /// <summary>Keeps the store as the agent does, with what a controller on this port gives.</summary>
    public async Task<bool> KeepStoreAsync(int port)
    {
        // Its clock is not attested: the certificates of a test are of today.
        using var fetcher = new AudioFetcher(
            new ControllerAddress("127.0.0.1", 1, port), Credentials, new ControllerClock(Wall), Store, Faults, Door, Wall, NullLogger<AudioFetcher>.Instance);
        using var keeper = new StoreKeeper(Installed, _schedule, Player.Clock, Store, Reserve, fetcher, Faults, Wall);
        return await keeper.RunOnceAsync(CancellationToken.None);
    }

    public async Task<FakeAudioServer> ServeAsync(byte[] file)
    {
        var server = await FakeAudioServer.StartAsync(_authority, _authority.Server());
        server.Offer(file);
        return server;
    }

    /// <summary>Moves time on with everything that looks at it.</summary>
    public void Run(double seconds)
    {
        for (var tenth = 0; tenth < seconds * 10; tenth++)
        {
            _due.RunOnce();
            Player.Run(0.1);
            Look();
        }
    }

    public void RunTo(DateTimeOffset instant) => Run((instant - Player.Clock.Now).TotalSeconds);

    public void Look() => Array.ForEach(_watchers, watcher => watcher.Look());

    public short[] Heard(ScheduledStart start, int count) => Recording.Open(SoundFolder, start.BroadcastId).From(start.StartAt, count);

    /// <summary>Ends the agent; the reports that wait for the line and the journal as they are on the disk.</summary>
    public async Task<(List<PlaybackReport> Reports, List<JournalEntry> Journal)> EndAsync()
    {
        var reports = await SentReports.TakeAsync(_reports, _outbox, Credentials);
        await _keeper.StoppedAsync(CancellationToken.None);
        return (reports, [.. JournalReader.Read(Folder.Name).Select(read => read.Entry!)]);
    }

    public async ValueTask DisposeAsync()
    {
        await _keeper.StoppedAsync(CancellationToken.None);
        _keeper.Dispose();
        _due.Dispose();
        _line.Dispose();
        Player.Dispose();
        Ledger.Dispose();
        _journal.Dispose();
        _outbox.Dispose();
        Credentials.Dispose();
        _key.Dispose();
        _authority.Dispose();
        Folder.Dispose();
    }

    private AudioStore OpenStore() =>
        new(Folder.Name, Room, Reserve.Access, Reserve, Faults, NullLogger<AudioStore>.Instance);

    private void Write(Microsoft.Win32.SafeHandles.SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        if (IsFull && File.Exists(Folder.File(DiskReserve.FileName)))
        {
            throw new IOException("No space left on device");
        }

        RandomAccess.Write(file, bytes, offset);
    }
}
