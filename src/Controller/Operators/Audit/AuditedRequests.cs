using CloudBroadcast.Controller.Operators.Door;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Operators.Audit;

/// <summary>Writes an entry for every request that may have changed something and left none itself; refused ones, too.</summary>
internal sealed partial class AuditedRequests(
    RequestDelegate next, AuditTrail audit, IDbContextFactory<TownDbContext> databases, ILogger<AuditedRequests> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!IsChanging(context.Request))
        {
            await next(context);
            return;
        }

        // An error handler forgets it.
        var action = context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName;
        var isQuiet = context.GetEndpoint()?.Metadata.GetMetadata<NoTrail>() is not null;
        await next(context);
        isQuiet &= context.Response.StatusCode < StatusCodes.Status400BadRequest;
        if (context.User.Identity?.IsAuthenticated == true && !isQuiet && !AuditTrail.HasEntryOf(context))
        {
            await NoteAsync(context, action ?? $"{context.Request.Method} request");
        }
    }

    private async Task NoteAsync(HttpContext context, string action)
    {
        try
        {
            await using var database = await databases.CreateDbContextAsync(CancellationToken.None);
            await audit.WriteAsync(database, action, context.Request.Path, null, new { status = context.Response.StatusCode }, CancellationToken.None);
        }
        catch (DbUpdateException error)
        {
            // It is done and answered; silence has been ordered, above all. What is missing must be seen.
            NotNoted(log, action, error);
        }
    }

    // What the framework posts to keep a page alive changes nothing.
    private static bool IsChanging(HttpRequest request) =>
        request.MayChange() && !request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit trail lacks {Action}.")]
    private static partial void NotNoted(ILogger log, string action, Exception error);
}
