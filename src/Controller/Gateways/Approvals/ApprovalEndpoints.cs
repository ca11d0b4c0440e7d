using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Protocol;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudBroadcast.Controller.Gateways.Approvals;

/// <summary>What waits for an operator's signature.</summary>
/// <param name="Id">For the paths below.</param>
/// <param name="Kind">Of the document: what the signature's context names.</param>
/// <param name="Subject">For people; what counts stands in the payload.</param>
/// <param name="Since">Since when it waits.</param>
/// <param name="LapsesAt">Until when; null for ever.</param>
/// <param name="Payload">What is to be signed; null for an order, which is composed when somebody is there to sign.</param>
/// <param name="Installed">For a configuration: the payload of the one before it, to compare with.</param>
internal sealed record ApprovalView(
    string Id, DocumentKind Kind, string Subject, DateTimeOffset Since, DateTimeOffset? LapsesAt, string? Payload, string? Installed);

/// <summary>An operator's signature over what rule 11 of the wire page says.</summary>
internal sealed record ApprovalRequest
{
    /// <summary>16 hex digits.</summary>
    public required string KeyId { get; init; }

    /// <summary>64 bytes (r, then s) in base64.</summary>
    public required string Signature { get; init; }
}

/// <summary>Something to sign.</summary>
internal sealed record ComposedView(string Payload);

/// <summary>The second hand over HTTP: what waits for it, and the signatures.</summary>
internal static class ApprovalEndpoints
{
    public static void MapApprovals(this IEndpointRouteBuilder api)
    {
        var approvals = api.MapGroup("/approvals").WithTags("Approvals");
        approvals.MapGet("/", GetAll).RequireRight(Right.Read).WithName("GetApprovals").WithSummary("What waits for an operator's signature.");
        approvals.MapPost("/{id}/compose", Compose).RequireRight(Right.SendEmergency).WithName("ComposeApproval").WithSummary("What is to be signed, made for now.");
        approvals.MapPost("/{id}", Approve).RequireRight(Right.SendEmergency).WithName("Approve").WithSummary("Takes an operator's signature, and sends what it approves; 409 with another payload when it came too late.");
    }

    private static async Task<Ok<List<ApprovalView>>> GetAll(
        ConfigurationApprovals configurations, EmergencyApprovals emergencies, CancellationToken cancellationToken)
    {
        var views = (await emergencies.ListAsync(cancellationToken)).Select(alert => new ApprovalView(
            alert.Id.ToString(), DocumentKind.Order, alert.Title, alert.CreatedAt, emergencies.LapseOf(alert), null, null)).ToList();
        views.AddRange((await configurations.ListAsync(cancellationToken)).Select(waiting => new ApprovalView(
            $"{waiting.Gateway.Id}.{waiting.Newest.Revision}", DocumentKind.Configuration, waiting.Gateway.Name, waiting.Newest.IssuedAt, null,
            Convert.ToBase64String(Approval.PayloadOf(waiting.Newest.Document).Span), Convert.ToBase64String(WireJson.Write(waiting.Installed)))));
        return TypedResults.Ok(views);
    }

    private static async Task<Results<Ok<ComposedView>, ProblemHttpResult>> Compose(
        string id, ConfigurationApprovals configurations, EmergencyApprovals emergencies, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(id, out var alert))
        {
            return await emergencies.ComposeAsync(alert, cancellationToken) switch
            {
                { Payload: { } payload } => TypedResults.Ok(new ComposedView(Convert.ToBase64String(payload.Span))),
                { Problem: { } problem } => Refusal.Conflict(problem),
                _ => Unknown(id),
            };
        }

        return (await configurations.ListAsync(cancellationToken)).FirstOrDefault(waiting => $"{waiting.Gateway.Id}.{waiting.Newest.Revision}" == id) is { } found
            ? TypedResults.Ok(new ComposedView(Convert.ToBase64String(Approval.PayloadOf(found.Newest.Document).Span)))
            : Unknown(id);
    }

    private static async Task<Results<NoContent, ValidationProblem, Conflict<ComposedView>, ProblemHttpResult>> Approve(
        string id, ApprovalRequest request, ConfigurationApprovals configurations, EmergencyApprovals emergencies, CancellationToken cancellationToken)
    {
        if (request.KeyId.Length != 2 * PublicKeyId.Size || !request.KeyId.All(char.IsAsciiHexDigitLower))
        {
            return Refusal.Field("keyId", request.KeyId, "16 hex digits");
        }

        var signature = new byte[AudioBundle.SignatureSize];
        if (!Convert.TryFromBase64String(request.Signature, signature, out var length) || length != signature.Length)
        {
            return Refusal.Field("signature", request.Signature, $"{AudioBundle.SignatureSize} bytes in base64");
        }

        return Guid.TryParse(id, out var alert)
            ? await ApproveAsync(alert, request, signature, emergencies, cancellationToken)
            : await ApproveAsync(id, request, signature, configurations, cancellationToken);
    }

    private static async Task<Results<NoContent, ValidationProblem, Conflict<ComposedView>, ProblemHttpResult>> ApproveAsync(
        Guid alert, ApprovalRequest request, byte[] signature, EmergencyApprovals emergencies, CancellationToken cancellationToken) =>
        await emergencies.ApproveAsync(alert, request.KeyId, signature, cancellationToken) switch
        {
            { IsSent: true } => TypedResults.NoContent(),
            { Payload: { } payload } => TypedResults.Conflict(new ComposedView(Convert.ToBase64String(payload.Span))),
            { Problem: { } problem } => NotGood(problem),
            _ => Unknown(alert.ToString()),
        };

    private static async Task<Results<NoContent, ValidationProblem, Conflict<ComposedView>, ProblemHttpResult>> ApproveAsync(
        string id, ApprovalRequest request, byte[] signature, ConfigurationApprovals configurations, CancellationToken cancellationToken)
    {
        var dot = id.LastIndexOf('.');
        return dot < 0 || !long.TryParse(id.AsSpan(dot + 1), out var revision)
            ? Unknown(id)
            : await configurations.ApproveAsync(id[..dot], revision, request.KeyId, signature, cancellationToken) switch
            {
                true => TypedResults.NoContent(),
                false => NotGood("The signature is not one of an operator whom the gateway knows, over this configuration."),
                null => Unknown(id),
            };
    }

    private static ProblemHttpResult NotGood(string problem) => TypedResults.Problem(problem, statusCode: StatusCodes.Status403Forbidden);

    private static ProblemHttpResult Unknown(string id) => Refusal.NotFound("id", id, "the ids of GET /api/approvals, an order once it was composed");
}
