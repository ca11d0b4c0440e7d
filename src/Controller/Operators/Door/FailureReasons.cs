using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace CloudBroadcast.Controller.Operators.Door;

/// <summary>Says why something is forbidden where the policy has said it.</summary>
internal sealed class FailureReasons(Denials denials) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _usual = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        var why = authorizeResult.AuthorizationFailure?.FailureReasons.FirstOrDefault()?.Message;
        return authorizeResult.Forbidden ? denials.RefuseAsync(context, why) : _usual.HandleAsync(next, context, policy, authorizeResult);
    }
}
