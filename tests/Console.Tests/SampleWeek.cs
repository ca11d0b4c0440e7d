using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Schedules;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller;

/// <summary>A week as the propaganda team plans it, written straight into the database of a test's host.</summary>
internal sealed class SampleWeek(TownHost host)
{
    private static readonly DayOfWeek[] WorkDays =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    private readonly List<Schedule> _schedules = [];
    private readonly List<Programme> _programmes = [];

    public static string TownCode => "620321104000";

    public static SampleWeek Usual(TownHost host) => new SampleWeek(host)
        .Add("晨间天气和农事提醒", Category.Notice, 6, "06:30", WorkDays)
        .Add("每日普法 第 128 期：宅基地能不能卖", Category.Law, 12, "07:00", WorkDays)
        .Add("反诈提醒：冒充客服退款", Category.Fraud, 4, "07:15", [])
        .Add("医保缴费 12月31日 截止", Category.Notice, 3, "07:30", WorkDays)
        .Add("拒绝新型毒品：上头电子烟", Category.Drugs, 9, "12:00", [DayOfWeek.Tuesday, DayOfWeek.Thursday])
        .Add("秋冬雾天行车", Category.RoadSafety, 5, "12:15", [], "620321104200", "620321104201", "620321104202", "620321104207")
        .Add("远离邪教，守好家门", Category.Cults, 10, "12:30", [DayOfWeek.Wednesday])
        .Add("晚间综合：新闻、反邪教、村务", Category.Notice, 25, "18:30", WorkDays)
        .Add("冬季取暖防一氧化碳中毒", Category.Emergency, 8, "19:10", [DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Saturday]);

    /// <summary>07:07 on a Tuesday: one broadcast over, one on air; 龙口村 away, 下四坝村 with a fault.</summary>
    public static async Task<SampleWeek> TuesdayMorningAsync(TownHost host)
    {
        const int Away = 9;
        var week = Usual(host);
        await week.WriteAsync();
        var seven = new DateTimeOffset(2026, 11, 24, 7, 0, 0, TimeSpan.FromHours(8));
        await week.BroadcastAsync(0, seven.AddMinutes(-30), BroadcastState.Finished, village => village == Away ? PlaybackState.NoAnswer : PlaybackState.Played);
        var now = await week.BroadcastAsync(1, seven, BroadcastState.OnAir, village => village == Away ? PlaybackState.Expected : PlaybackState.Sounding);
        foreach (var village in Enumerable.Range(0, 12).Where(village => village != Away))
        {
            await using var gateway = await host.EnrolAsync(village);
            host.Says(gateway, 1, state => (village == 10 ? state.Broken("2 号分区触点粘住") : state).Playing(now.Id, TimeSpan.FromMinutes(7)));
        }

        return week;
    }

    /// <summary>One broadcast that has sounded for a minute.</summary>
    public static async Task<Broadcast> NowAsync(TownHost host)
    {
        var week = new SampleWeek(host).Add("村民大会通知", Category.Notice, 10, "03:00", []);
        await week.WriteAsync();
        return await week.BroadcastAsync(0, TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(1), BroadcastState.OnAir, _ => PlaybackState.Received);
    }

    /// <summary>A programme of that length alone.</summary>
    public SampleWeek AddProgramme(string title, Category category, int minutes)
    {
        _programmes.Add(new Programme
        {
            Id = Guid.CreateVersion7(),
            Title = title,
            Category = category,
            ContentHash = new string('0', 64),
            LengthSamples = minutes * 60L * Opus.SampleRate,
            Packets = minutes * 60 * 50,
            PreSkip = 312,
            SourceLufs = -20,
            Lufs = -16,
            CreatedAt = DateTimeOffset.UnixEpoch,
        });
        return this;
    }

    /// <summary>A programme of that length and a schedule for it; no weekdays is each day, no areas the whole town.</summary>
    public SampleWeek Add(string title, Category category, int minutes, string start, DayOfWeek[] weekdays, params string[] areas)
    {
        AddProgramme(title, category, minutes);
        _schedules.Add(new Schedule
        {
            Id = Guid.CreateVersion7(),
            Title = title,
            ProgrammeId = _programmes[^1].Id,
            Areas = areas.Length == 0 ? [TownCode] : [.. areas],
            VolumePercent = 70,
            Priority = Priority.Scheduled,
            Kind = weekdays.Length == 0 ? RecurrenceKind.Daily : RecurrenceKind.Weekdays,
            Weekdays = [.. weekdays],
            Dates = [],
            Except = [],
            StartTime = TimeOnly.ParseExact(start, "HH:mm", System.Globalization.CultureInfo.InvariantCulture),
            TimeZone = "Asia/Shanghai",
            Enabled = true,
            CreatedAt = DateTimeOffset.UnixEpoch,
            ChangedAt = DateTimeOffset.UnixEpoch,
            Version = 1,
        });
        return this;
    }

    public async Task WriteAsync()
    {
        await using var database = host.OpenDatabase();
        database.Programmes.AddRange(_programmes);
        database.Schedules.AddRange(_schedules);
        await database.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    // Each village begins within some milliseconds; the third has lost half a second on its line.
    private static PlaybackEvidence? EvidenceOf(PlaybackState state, int village, DateTimeOffset start, Programme programme) => state is PlaybackState.Played or PlaybackState.Sounding
        ? new PlaybackEvidence
        {
            FirstSampleAt = start.AddMicroseconds(village * 1_700).ToUniversalTime(),
            FirstSampleErrorUs = village * 1_700,
            LastSampleAt = state is PlaybackState.Played ? (start + programme.Length).ToUniversalTime() : null,
            FramesPlayed = programme.Packets - (village == 2 ? 25 : 0),
            FramesConcealed = village == 2 ? 25 : 0,
            FramesMissed = 0,
            Underruns = 0,
            Source = village == 5 ? Protocol.AudioSource.Store : Protocol.AudioSource.Stream,
            LineMeanMv = 380 + village * 6,
            LineHeardPercent = 96,
            PowerOnAt = start.AddSeconds(-6).ToUniversalTime(),
            ZonesOnAt = start.AddSeconds(-1).ToUniversalTime(),
            RelaysConfirmed = true,
        }
        : null;

    /// <summary>A broadcast of the schedule at that place in the list, to all gateways it addresses.</summary>
    public async Task<Broadcast> BroadcastAsync(int index, DateTimeOffset start, BroadcastState state, Func<int, PlaybackState> playback)
    {
        var (schedule, programme) = (_schedules[index], _programmes[index]);
        await using var database = host.OpenDatabase();
        var tree = await AreaTree.LoadAsync(database, TestContext.Current.CancellationToken);
        Assert.True(tree.TryResolveTargets(schedule.Areas, out var targets, out _));
        var id = Guid.CreateVersion7();
        var broadcast = new Broadcast
        {
            Id = id,
            Title = schedule.Title,
            ScheduleId = schedule.Id,
            Priority = schedule.Priority,
            Class = OrderClass.Ordinary,
            Areas = schedule.Areas,
            ProgrammeIds = [programme.Id],
            VolumePercent = schedule.VolumePercent,
            StreamId = Guid.NewGuid(),
            PlannedStart = start.ToUniversalTime(),
            Length = programme.Length,
            State = state,
            CreatedAt = start.ToUniversalTime(),
            Playbacks = [.. targets.Select((target, village) => new Playback { BroadcastId = id, GatewayId = target.Gateway, Zones = [], State = playback(village), Evidence = EvidenceOf(playback(village), village, start, programme) })],
        };
        database.Broadcasts.Add(broadcast);
        await database.SaveChangesAsync(TestContext.Current.CancellationToken);
        return broadcast;
    }
}
