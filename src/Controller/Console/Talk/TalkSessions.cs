using System.Globalization;
using System.Net.WebSockets;
using System.Threading.Channels;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Broadcasts.Live;
using CloudBroadcast.Controller.Operators;
using Microsoft.Extensions.Localization;

namespace CloudBroadcast.Controller.Console.Talk;

/// <summary>Serves the sockets of those who speak: each from its opening to the kept recording.</summary>
internal sealed class TalkSessions(
    LiveDesk desk,
    TalkKeeper keeper,
    LineMicrophone microphone,
    TalkHearers hearers,
    BroadcastService broadcasts,
    OnAirBoard board,
    TownTime town,
    IHostApplicationLifetime lifetime,
    IStringLocalizer<TalkWords> T)
{
    /// <summary>Speaks for one socket; returns when the talk is over, its recording kept and the socket closed.</summary>
    public async Task ServeAsync(WebSocket socket, TalkRequest request, bool fromController, HttpContext http)
    {
        using var line = new TalkLine(socket, http.RequestAborted);
        var start = await desk.OpenAsync(request, http.User, CancellationToken.None);
        if (start.Talk is not { } talk)
        {
            await line.SendAsync(new TalkEvent("refused") { Words = WordsOf(start) });
            await line.CloseAsync(Task.CompletedTask, lifetime.ApplicationStopping);
            return;
        }

        var reading = line.ReadAsync(talk);
        var speaking = fromController ? SpeakAsync(talk, line) : Task.CompletedTask;
        var telling = TellAsync(talk, line);
        var end = await desk.FinishAsync(talk);
        await Task.WhenAll(speaking, telling);
        await EndAsync(talk, end, line, http.User.ShownName());
        await line.CloseAsync(reading, lifetime.ApplicationStopping);
    }

    // Not more often than the eye sees.
    private async Task SpeakAsync(LiveTalk talk, TalkLine line)
    {
        var levels = Channel.CreateBounded<double>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        var showing = ShowAsync(levels.Reader, line);
        await microphone.SpeakAsync(talk, level => levels.Writer.TryWrite(level), CancellationToken.None);
        levels.Writer.Complete();
        await showing;
    }

    private static async Task ShowAsync(ChannelReader<double> levels, TalkLine line)
    {
        await foreach (var level in levels.ReadAllAsync())
        {
            await line.SendAsync(new TalkEvent("level") { Level = level });
        }
    }

    private async Task TellAsync(LiveTalk talk, TalkLine line)
    {
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        void Notice(Guid id)
        {
            if (id == talk.BroadcastId)
            {
                changes.Writer.TryWrite(true);
            }
        }

        board.Changed += Notice;
        var ended = talk.Ended.ContinueWith(_ => changes.Writer.TryComplete(), TaskScheduler.Default);
        try
        {
            var spoken = SayWhenAsync(talk, line);
            await line.SendAsync(await EventAsync("opened", talk));
            await foreach (var _ in changes.Reader.ReadAllAsync())
            {
                await line.SendAsync(await EventAsync("hearers", talk));
            }

            await Task.WhenAll(spoken, ended);
        }
        finally
        {
            board.Changed -= Notice;
        }
    }

    private async Task SayWhenAsync(LiveTalk talk, TalkLine line)
    {
        if (await Task.WhenAny(talk.Speaking, talk.Ended) == talk.Speaking)
        {
            await line.SendAsync(new TalkEvent("speak") { Ms = (long)(await talk.Speaking - town.Now).TotalMilliseconds });
        }
    }

    private async Task<TalkEvent> EventAsync(string name, LiveTalk talk)
    {
        var broadcast = (await broadcasts.FindAsync(talk.BroadcastId, CancellationToken.None))!;
        return new TalkEvent(name)
        {
            BroadcastId = broadcast.Id,
            Ms = Math.Max(0, (long)(broadcast.PlannedStart - town.Now).TotalMilliseconds),
            Hearers = await hearers.ReadAsync(broadcast, CancellationToken.None),
        };
    }

    private async Task EndAsync(LiveTalk talk, TalkEnd end, TalkLine line, string speaker)
    {
        var broadcast = (await broadcasts.FindAsync(talk.BroadcastId, CancellationToken.None))!;
        await line.SendAsync(await EventAsync("ended", talk) with { Words = WordsOf(end, talk, broadcast) });
        if (talk.Recording.Length == TimeSpan.Zero)
        {
            return;
        }

        var programme = await keeper.KeepAsync(talk.Recording, broadcast.PlannedStart, speaker);
        await line.SendAsync(new TalkEvent("kept")
        {
            Words = programme is null ? T["这一次太短或者没有声音，没有存。"] : T["录音存进了节目库：《{0}》，三审后可以重播。", programme.Title],
        });
    }

    private string WordsOf(TalkStart start) => start switch
    {
        { Blocked: { } reason } => T["现在喊不了：{0}。等它播完，或者先停掉它。", reason],
        { Problem: ("startAt", _) } => T["现在是安静时段，或者喊到一半就到安静时段了，网关不会响。有急事请发预警。"],
        { Problem: ("areas", var problem) } => T["选的地方现在喊不了：{0}", problem],
        { Problem: (_, var problem) } => problem,
        _ => T["选的地方不在你的区域。请找镇上的值班员。"],
    };

    private string WordsOf(TalkEnd end, LiveTalk talk, Broadcast broadcast) => end switch
    {
        TalkEnd.Limit => T["时间到了，喊话停了。还要说就再按一次。"],
        TalkEnd.Silence => T["话筒没有声音传来，喊话自动停了。看看话筒还在不在，网络通不通。"],
        TalkEnd.BadFrame => T["传来的不是话筒的声音，喊话停了。请重新打开这个页面再试。"],
        TalkEnd.Stopped => T["喊话被停了：{0}。", broadcast.Reason ?? broadcast.Playbacks.Select(playback => playback.Reason).FirstOrDefault(reason => reason is not null) ?? T["控制器停了它"]],
        _ when talk.Recording.Length == TimeSpan.Zero => T["还没开口就松开了，什么也没喊出去。"],
        _ => T["说完了，一共 {0}。", LengthOf(talk.Recording.Length)],
    };

    private string LengthOf(TimeSpan length) => length < TimeSpan.FromMinutes(1)
        ? T["{0} 秒", Math.Max(1, (int)Math.Round(length.TotalSeconds))]
        : T["{0} 分 {1} 秒", ((int)length.TotalMinutes).ToString(CultureInfo.InvariantCulture), length.Seconds];
}
