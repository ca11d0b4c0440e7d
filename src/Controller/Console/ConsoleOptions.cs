using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Console;

/// <summary>What the pages need to know of the town that no other slice knows.</summary>
internal sealed class ConsoleOptions
{
    /// <summary>IANA name of the zone that every time on a page is shown in.</summary>
    [Required]
    public string TimeZone { get; set; } = "Asia/Shanghai";
}

[OptionsValidator]
internal sealed partial class ConsoleOptionsValidator : IValidateOptions<ConsoleOptions>;
