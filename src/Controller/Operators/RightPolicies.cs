using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Operators;

/// <summary>Marks a page with the right it asks for.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NeedsRightAttribute(Right right) : AuthorizeAttribute(right.ToString())
{
    public Right Right => right;
}

/// <summary>Every right is a policy of its name; an endpoint without one is refused.</summary>
internal static class RightPolicies
{
    /// <summary>Marks endpoints with the right they ask for.</summary>
    public static TBuilder RequireRight<TBuilder>(this TBuilder endpoints, Right right)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireAuthorization(new NeedsRightAttribute(right));

    public static IServiceCollection AddRightPolicies(this IServiceCollection services)
    {
        var policies = services.AddAuthorizationBuilder();
        foreach (var right in Enum.GetValues<Right>())
        {
            policies.AddPolicy(right.ToString(), policy => policy.AddRequirements(new RightRequirement(right)));
        }

        policies.SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(new NothingThere()).Build());
        return services.AddSingleton<IAuthorizationHandler, RightHandler>().AddSingleton<IAuthorizationHandler, NothingThereHandler>();
    }

    private sealed record RightRequirement(Right Right) : IAuthorizationRequirement;

    private sealed record NothingThere : IAuthorizationRequirement;

    private sealed class RightHandler(IOptions<OperatorOptions> options, TimeProvider time) : AuthorizationHandler<RightRequirement>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RightRequirement requirement)
        {
            if (!context.User.May(requirement.Right))
            {
                return Task.CompletedTask;
            }

            // A machine shows its whole secret with each request.
            if (requirement.Right is Right.SendEmergency && !context.User.IsToken() && !IsFresh(context))
            {
                context.Fail(new AuthorizationFailureReason(this, string.Create(
                    CultureInfo.InvariantCulture,
                    $"The password or code was shown more than {options.Value.FreshFor.TotalMinutes:0} minutes ago. Show it again: POST /api/reauthenticate or the page /reauthenticate.")));
                return Task.CompletedTask;
            }

            context.Succeed(requirement);
            return Task.CompletedTask;
        }

        private bool IsFresh(AuthorizationHandlerContext context) =>
            context.User.At(OperatorClaims.Shown) is { } shown && time.GetUtcNow() - shown < options.Value.FreshFor;
    }

    /// <summary>Where nothing is mapped there is nothing to guard: whoever is known gets the 404, 405 or 415 of the routing.</summary>
    private sealed class NothingThereHandler : AuthorizationHandler<NothingThere>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, NothingThere requirement)
        {
            if (context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint)
            {
                context.Succeed(requirement);
            }

            return Task.CompletedTask;
        }
    }
}
