using System.Globalization;
using System.Security.Claims;
using CloudBroadcast.Controller.Areas;

namespace CloudBroadcast.Controller.Operators;

/// <summary>What a request's principal says of the person or machine behind it.</summary>
internal static class OperatorClaims
{
    /// <summary>The name shown to people.</summary>
    public const string DisplayName = "display";

    public const string Role = "role";

    /// <summary>Area code of a cadre.</summary>
    public const string Area = "area";

    /// <summary>A right of an API token.</summary>
    public const string Scope = "scope";

    /// <summary>The account's security stamp when the session began.</summary>
    public const string Stamp = "stamp";

    /// <summary>Unix seconds at which password or code was shown last.</summary>
    public const string Shown = "shown";

    /// <summary>Unix seconds at which the session began.</summary>
    public const string Since = "since";

    /// <summary>Whether role or scope gives the right; says nothing of area and freshness.</summary>
    public static bool May(this ClaimsPrincipal who, Right right) =>
        who.Roles().Any(role => role.Has(right)) || who.HasClaim(Scope, right.ToString());

    public static IEnumerable<Role> Roles(this ClaimsPrincipal who) =>
        who.FindAll(Role).Select(claim => Enum.Parse<Role>(claim.Value));

    /// <summary>Whether this is a machine with an API token.</summary>
    public static bool IsToken(this ClaimsPrincipal who) => who.HasClaim(claim => claim.Type == Scope);

    /// <summary>The account's id; null for a machine and for nobody.</summary>
    public static Guid? AccountId(this ClaimsPrincipal who) =>
        !who.IsToken() && Guid.TryParse(who.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    /// <summary>Account or token: whoever acts under it counts as one person; null for nobody.</summary>
    public static Guid? PersonId(this ClaimsPrincipal who) =>
        Guid.TryParse(who.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    public static string ShownName(this ClaimsPrincipal who) => who.FindFirstValue(DisplayName) ?? who.Identity?.Name ?? "";

    /// <summary>The instant a claim of Unix seconds holds.</summary>
    public static DateTimeOffset? At(this ClaimsPrincipal who, string type) =>
        long.TryParse(who.FindFirstValue(type), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>Whether the right reaches no farther than the person's own area.</summary>
    public static bool IsBoundToArea(this ClaimsPrincipal who, Right right) =>
        !who.IsToken() && Rights.AreBoundToArea(who.Roles(), right);

    /// <summary>The first of the areas that the right does not reach, or null when it reaches all.</summary>
    public static string? FirstBeyondReach(this ClaimsPrincipal who, Right right, IEnumerable<string> areas)
    {
        if (!who.IsBoundToArea(right))
        {
            return null;
        }

        var own = AreaCode.Normalise(who.FindFirstValue(Area));
        return areas.FirstOrDefault(area => own is null || AreaCode.Normalise(area) is not { } code || !AreaCode.Covers(own, code));
    }
}
