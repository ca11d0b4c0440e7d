using System.Threading.RateLimiting;
using CloudBroadcast.Controller.Operators.Audit;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Operators.Door;

/// <summary>How often one address may try at the door.</summary>
internal static class LoginLimit
{
    public const string Name = "login";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static IServiceCollection AddLoginLimit(this IServiceCollection services)
    {
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<OperatorOptions>>((limits, options) =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.OnRejected = RefuseAsync;
            limits.AddPolicy(Name, http => HttpMethods.IsPost(http.Request.Method)
                ? RateLimitPartition.GetFixedWindowLimiter(Actor.AddressOf(http), _ => new FixedWindowRateLimiterOptions
                {
                    PermitLimit = options.Value.LoginsPerMinute,
                    Window = Window,
                    AutoReplenishment = true,
                })
                : RateLimitPartition.GetNoLimiter(""));
        });
        return services;
    }

    private static async ValueTask RefuseAsync(OnRejectedContext context, CancellationToken cancellationToken)
    {
        context.HttpContext.Response.Headers.RetryAfter = "60";
        context.HttpContext.Response.ContentType = "text/plain; charset=utf-8";
        await context.HttpContext.Response.WriteAsync("登录试得太多，请一分钟后再试。", cancellationToken);
    }
}
