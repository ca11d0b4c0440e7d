using System.Text;
using CloudBroadcast.Controller.Areas;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>What will sound as iCalendar text (RFC 5545): an event for each run, in UTC. Pure.</summary>
internal static class CalendarFile
{
    public static byte[] Of(IEnumerable<PlannedRun> runs, AreaTree tree, DateTimeOffset now)
    {
        var calendar = new Calendar { ProductId = "-//CloudBroadcast//Schedule//ZH" };
        calendar.Properties.Add(new CalendarProperty("X-WR-CALNAME", $"{tree.Town.Name}广播排期"));
        foreach (var run in runs.Where(run => run.Gateways.Count > 0))
        {
            calendar.Events.Add(new CalendarEvent
            {
                // The same run is the same event in each export, so that a calendar that reads it again doubles nothing.
                Uid = $"{OccurrenceId.Of(run.ScheduleId, run.StartsAt):N}@cloudbroadcast",
                Summary = run.Title,
                Location = string.Join('、', run.Areas.Select(code => tree.Find(code)?.Name ?? code)),
                Start = new CalDateTime(run.StartsAt.UtcDateTime),
                End = new CalDateTime(run.EndsAt.UtcDateTime),
                DtStamp = new CalDateTime(now.UtcDateTime),
            });
        }

        return Encoding.UTF8.GetBytes(new CalendarSerializer().SerializeToString(calendar) ?? "");
    }
}
