using System.Globalization;

namespace CloudBroadcast.Town;

/// <summary>Programmes and a week of schedules for the demo town, put in through the API as the propaganda team would.</summary>
internal static class SampleWeek
{
    private sealed record Spoken(string Title, string Category, string Text);

    private static readonly Spoken[] Programmes =
    [
        new("每日普法：宅基地能不能卖", "law", "各位村民，早上好，这里是东寨镇云广播，现在播出每日普法。今天讲一讲宅基地。农村的宅基地归集体所有，村民只有使用权。宅基地不能卖给城镇居民，也不能卖给外村人。同村的人之间转让，要先经过村集体同意，再到镇上办手续。私下签的合同，法律不认。拿不准的，请到村委会问一问，或者拨打12348法律援助热线。"),
        new("反诈提醒：冒充客服退款", "fraud", "反诈提醒。最近有人冒充网购客服，说您买的东西有问题，要给您退款，让您点开链接，填写银行卡号和验证码。这都是骗局。真正的客服不会向您要验证码。凡是让您转账、共享屏幕的，一律挂断。遇到可疑电话，请拨打96110。"),
        new("拒绝新型毒品：上头电子烟", "drugs", "禁毒宣传。上头电子烟里含有合成大麻素，吸一口就可能头晕、呕吐、神志不清。它不是普通的烟，是毒品。家里有孩子的，请多留心孩子口袋里有没有没见过的电子烟。发现有人贩卖，请拨打110。"),
        new("交通安全：农用车不载人", "roadSafety", "交通安全提醒。农用三轮车、拖拉机不能载人，酒后不能开车，骑摩托车要戴头盔。过路口要慢，天黑出门请穿浅色衣服。一慢二看三通过，平平安安回到家。"),
        new("反邪教：不听不信不传", "cults", "反邪教提醒。邪教常常打着治病、消灾的旗号骗钱骗人。不听、不信、不传，是最好的办法。有病请到卫生院，有难处请找村委会和网格员。发现有人散发邪教材料，请告诉网格员，或者拨打110。"),
        new("冬季取暖防一氧化碳中毒", "emergency", "冬季取暖提醒。烧煤取暖的人家，睡觉前请检查烟囱通不通、窗户留没留缝。一氧化碳没有颜色，没有气味，闻不到，看不见。觉得头疼、恶心、手脚没有力气，赶快开窗通风，把人抬到外面，拨打120。"),
        new("医保缴费到12月31日截止", "notice", "通知。城乡居民基本医疗保险缴费，12月31日截止。还没有缴的村民，请带上身份证到村委会办理，也可以用手机办理。缴费有困难的，请找包户的网格员。"),
    ];

    /// <summary>Speaks the programmes, has them reviewed, and plans a week of them.</summary>
    public static async Task FillAsync(ControllerApi api, TimeProvider time, CancellationToken cancellationToken)
    {
        // Two at a time: speech and levelling use one core each.
        var ids = new Guid[Programmes.Length];
        await Parallel.ForEachAsync(Enumerable.Range(0, ids.Length), new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken }, async (place, token) =>
        {
            var programme = Programmes[place];
            var made = await api.SpeakAsync(programme.Title, programme.Category, programme.Text, token);
            ids[place] = Guid.Parse((string)made["id"]!);
        });

        string[] town = [Place.TownCode];
        string[] workdays = ["monday", "tuesday", "wednesday", "thursday", "friday"];
        string[] three = [Place.All[3].Code, Place.All[4].Code, Place.All[5].Code];
        var evening = await api.PostAsync("/api/playlists", new { title = "晚间综合", programmeIds = new[] { ids[0], ids[1], ids[3] } }, cancellationToken);
        await PlanAsync(api, new { title = "每日普法", programmeId = ids[0], areas = town, kind = "weekdays", weekdays = workdays, startTime = "07:00:00" }, cancellationToken);
        await PlanAsync(api, new { title = "反诈提醒", programmeId = ids[1], areas = town, kind = "daily", startTime = "07:15:00" }, cancellationToken);
        await PlanAsync(api, new { title = "医保缴费通知", programmeId = ids[6], areas = town, kind = "weekdays", weekdays = workdays, startTime = "07:30:00", until = "2026-12-31" }, cancellationToken);
        await PlanAsync(api, new { title = "禁毒宣传", programmeId = ids[2], areas = town, kind = "weekdays", weekdays = new[] { "tuesday", "thursday" }, startTime = "12:00:00" }, cancellationToken);
        await PlanAsync(api, new { title = "交通安全", programmeId = ids[3], areas = three, kind = "weekdays", weekdays = new[] { "monday", "wednesday", "friday" }, startTime = "12:15:00" }, cancellationToken);
        await PlanAsync(api, new { title = "晚间综合", playlistId = Guid.Parse((string)evening["id"]!), areas = town, kind = "daily", startTime = "18:30:00" }, cancellationToken);
        await PlanAsync(api, new { title = "冬季取暖提醒", programmeId = ids[5], areas = town, kind = "daily", startTime = "19:10:00" }, cancellationToken);
        await PlanAsync(api, new { title = "反邪教提醒", programmeId = ids[4], areas = town, kind = "weekdays", weekdays = new[] { "saturday", "sunday" }, startTime = "10:00:00" }, cancellationToken);
        await PlayFirstAsync(api, ids[1], time, cancellationToken);
    }

    // Whoever starts the demo shall not have to wait for seven o'clock.
    private static Task PlayFirstAsync(ControllerApi api, Guid programmeId, TimeProvider time, CancellationToken cancellationToken) =>
        api.PostAsync("/api/broadcasts", new
        {
            programmeId,
            areas = new[] { Place.TownCode },
            volumePercent = 80,
            startAt = (time.GetUtcNow() + TimeSpan.FromSeconds(20)).ToString("O", CultureInfo.InvariantCulture),
        }, cancellationToken);

    private static Task PlanAsync(ControllerApi api, object schedule, CancellationToken cancellationToken) =>
        api.PostAsync("/api/schedules", schedule, cancellationToken);
}
