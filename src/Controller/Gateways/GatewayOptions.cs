using System.ComponentModel.DataAnnotations;
using CloudBroadcast.Controller.Gateways.Configurations;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways;

/// <summary>How gateways are trusted, limited and watched (section <c>Gateways</c>).</summary>
internal sealed class GatewayOptions : IValidatableObject
{
    public const string Section = "Gateways";

    /// <summary>Host names and IP addresses under which gateways reach the controller, beside localhost, 127.0.0.1 and ::1.</summary>
    public List<string> ServerNames { get; set; } = [];

    /// <summary>A gateway that was not heard for this long is offline; one whose session ended is so at once.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00")]
    public TimeSpan OfflineAfter { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>Wall time (the town's) of each day in which a gateway sounds nothing but an emergency, "22:00-06:00", or "none".</summary>
    [Required]
    public string Curfew { get; set; } = "22:00-06:00";

    /// <summary>A gateway plays nothing longer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LongestPlay { get; set; } = TimeSpan.FromHours(2);

    /// <summary>A gateway starts no more broadcasts below an emergency within an hour.</summary>
    [Range(1, 3_600)]
    public int StartsPerHour { get; set; } = 20;

    /// <summary>Whether an emergency needs an operator's signature, too; holds as soon as there is a confirmed operator's key.</summary>
    public bool EmergencyNeedsApproval { get; set; }

    /// <summary>How long an enrolment code can be used.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan CodeLife { get; set; } = TimeSpan.FromHours(1);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!CurfewHours.TryParse(Curfew, out _))
        {
            yield return new ValidationResult($"{Section}:{nameof(Curfew)} is \"{Curfew}\". Allowed: {CurfewHours.Allowed}.", [nameof(Curfew)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class GatewayOptionsValidator : IValidateOptions<GatewayOptions>;
