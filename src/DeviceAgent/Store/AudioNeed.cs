using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>A piece of audio that the gateway will play.</summary>
/// <param name="Item">Which.</param>
/// <param name="DueAt">When next; the past for what must be there always.</param>
/// <param name="Title">What it is part of, for people.</param>
internal sealed record AudioNeed(PlayItem Item, DateTimeOffset DueAt, string Title)
{
    /// <summary>What the documents ask for, the next due first: the alert button's message, then the schedule's pieces that sound after now.</summary>
    public static IReadOnlyList<AudioNeed> Of(GatewaySchedule? schedule, PlayItem? alertMessage, DateTimeOffset now)
    {
        var needs = new List<AudioNeed>();
        if (alertMessage is not null)
        {
            needs.Add(new AudioNeed(alertMessage, DateTimeOffset.MinValue, "本地应急按钮"));
        }

        foreach (var play in schedule?.Plays ?? [])
        {
            var length = TimeSpan.FromSeconds(play.Items.Sum(place => (double)schedule!.Items[place].LengthSamples) / Opus.SampleRate);
            var next = play.Starts.FirstOrDefault(start => start.StartAt + length > now);
            if (next is not null)
            {
                needs.AddRange(play.Items.Select(place => new AudioNeed(schedule!.Items[place], next.StartAt, play.Title)));
            }
        }

        return [.. needs.OrderBy(need => need.DueAt).DistinctBy(need => need.Item.Sha256)];
    }
}
