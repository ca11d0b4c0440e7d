using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace CloudBroadcast.Controller.Hosting;

/// <summary>Says whether the process lives, and whether it can do its work.</summary>
internal static class HealthEndpoints
{
    /// <summary>Tag of the checks that must pass before work is sent here.</summary>
    public const string Ready = "ready";

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        routes.MapHealthChecks("/readyz", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) }).AllowAnonymous();
    }
}
