using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>How schedules fire.</summary>
internal sealed class ScheduleOptions
{
    /// <summary>Minutes that a village's loudspeakers may sound on a day; more is planned all the same, and said.</summary>
    [Range(1, 1_440)]
    public int MinutesPerDay { get; set; } = 90;

    /// <summary>How long before its start an occurrence fires: time to announce it and to wake the amplifiers.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan AnnounceLead { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How late an occurrence may start; later it is missed.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How far ahead triggers are written.</summary>
    [Range(typeof(TimeSpan), "00:30:00", "2.00:00:00")]
    public TimeSpan PlanAhead { get; set; } = TimeSpan.FromHours(6);

    /// <summary>How often triggers are written anew without a change.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "00:30:00")]
    public TimeSpan PlanEvery { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How far back the controller looks at its start for what it has missed.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "31.00:00:00")]
    public TimeSpan LookBack { get; set; } = TimeSpan.FromHours(24);
}

[OptionsValidator]
internal sealed partial class ScheduleOptionsValidator : IValidateOptions<ScheduleOptions>;
