using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Operators;

/// <summary>How people log in and stay logged in (section <c>Operators</c>).</summary>
internal sealed class OperatorOptions
{
    public const string Section = "Operators";

    /// <summary>A session that nobody uses ends after this.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "12:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>No session lasts longer, used or not.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "24:00:00")]
    public TimeSpan LongestSession { get; set; } = TimeSpan.FromHours(8);

    /// <summary>For how long a password or code that was shown again counts at the send of an emergency.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "00:30:00")]
    public TimeSpan FreshFor { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>So often an open session is compared with its account.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan CheckEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>So many wrong passwords or codes lock an account.</summary>
    [Range(3, 20)]
    public int MostWrong { get; set; } = 5;

    /// <summary>For so long.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "24:00:00")]
    public TimeSpan LockedFor { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Login attempts that one address has in a minute.</summary>
    [Range(1, 1000)]
    public int LoginsPerMinute { get; set; } = 10;
}

[OptionsValidator]
internal sealed partial class OperatorOptionsValidator : IValidateOptions<OperatorOptions>;
