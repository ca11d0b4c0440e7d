using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Areas.Setup;

/// <summary>What an empty database is filled with (section <c>Areas</c>).</summary>
internal sealed class AreaOptions : IValidatableObject
{
    public const string Section = "Areas";

    /// <summary>Fills an empty database with the town of Dongzhai and one gateway for each village: for demos and tests. Without it the first administrator is led through the first run.</summary>
    public bool Sample { get; set; }

    /// <summary>The town's zone until the first run has set one: an IANA name.</summary>
    [Required]
    public string TimeZone { get; set; } = "Asia/Shanghai";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
        {
            yield return new ValidationResult($"{Section}:{nameof(TimeZone)} is \"{TimeZone}\". Allowed: an IANA name such as \"Asia/Shanghai\".", [nameof(TimeZone)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class AreaOptionsValidator : IValidateOptions<AreaOptions>;
