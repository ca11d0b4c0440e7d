using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Alerts;

/// <summary>How alerts are confirmed and repeated.</summary>
internal sealed class AlertOptions
{
    public const string Section = "Alerts";

    /// <summary>Whether a second person confirms each real alert that a person makes.</summary>
    public bool SecondPerson { get; set; }

    /// <summary>How long a second person has.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan SecondPersonTime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an alert sounds again and again that names no end.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan Lasts { get; set; } = TimeSpan.FromHours(1);

    /// <summary>From the end of one round to the start of the next, where nothing else is said.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan RepeatEvery { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Who speaks: said at the end of each alert. Empty for the town's own name.</summary>
    [StringLength(60)]
    public string Issuer { get; set; } = "";
}

[OptionsValidator]
internal sealed partial class AlertOptionsValidator : IValidateOptions<AlertOptions>;
