using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudBroadcast.Controller.Gateways.Approvals;

/// <summary>A key that a person made in the browser or by <c>cloudbroadcast-operator new-key</c>.</summary>
internal sealed record OperatorKeyRequest
{
    /// <summary>Whose it is.</summary>
    public required string Name { get; init; }

    /// <summary>SubjectPublicKeyInfo, DER, in base64.</summary>
    public required string PublicKey { get; init; }
}

/// <summary>An operator's key as the API shows it.</summary>
internal sealed record OperatorKeyView(
    string KeyId, string Name, string PublicKey, string RegisteredBy, DateTimeOffset RegisteredAt, string? ConfirmedBy, DateTimeOffset? ConfirmedAt)
{
    public static OperatorKeyView Of(OperatorKey key) => new(
        key.KeyId, key.Name, Convert.ToBase64String(key.PublicKey), key.RegisteredBy, key.RegisteredAt, key.ConfirmedBy, key.ConfirmedAt);
}

/// <summary>The operators' keys over HTTP.</summary>
internal static class OperatorKeyEndpoints
{
    private const int LongestName = 100;

    public static void MapOperatorKeys(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/operator-keys").WithTags("Approvals");
        keys.MapGet("/", GetAll).RequireRight(Right.Read).WithName("GetOperatorKeys").WithSummary("The operators' keys, and who vouched for them.");
        keys.MapPost("/", Register).RequireRight(Right.SendEmergency).WithName("RegisterOperatorKey").WithSummary("Registers a key; it counts once another person has vouched for it.");
        keys.MapPost("/{id}/confirm", Confirm).RequireRight(Right.ManagePeople).WithName("ConfirmOperatorKey").WithSummary("Vouches for a key that somebody else registered.");
        keys.MapDelete("/{id}", Remove).RequireRight(Right.ManagePeople).WithName("RemoveOperatorKey").WithSummary("The key counts no more.");
    }

    private static async Task<Ok<List<OperatorKeyView>>> GetAll(OperatorKeyDesk desk, CancellationToken cancellationToken) =>
        TypedResults.Ok((await desk.ListAsync(cancellationToken)).Select(OperatorKeyView.Of).ToList());

    private static async Task<Results<Created<OperatorKeyView>, ValidationProblem, ProblemHttpResult>> Register(
        OperatorKeyRequest request, OperatorKeyDesk desk, HttpContext context, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > LongestName)
        {
            return Refusal.Field("name", request.Name, $"1 to {LongestName} characters");
        }

        var bytes = new byte[request.PublicKey.Length];
        if (!Convert.TryFromBase64String(request.PublicKey, bytes, out var length) || !desk.IsFit(bytes[..length]))
        {
            return Refusal.Field("publicKey", request.PublicKey, "the SubjectPublicKeyInfo of a P-256 key in base64, none of the controller's own");
        }

        if (AccountOf(context) is not { } account)
        {
            return NeedsPerson();
        }

        var (result, key) = await desk.RegisterAsync(request.Name.Trim(), bytes[..length], account, cancellationToken);
        return result is OperatorKeyResult.Done
            ? TypedResults.Created($"/api/operator-keys/{key!.KeyId}", OperatorKeyView.Of(key))
            : Refusal.Conflict("This key is registered already.");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Confirm(string id, OperatorKeyDesk desk, HttpContext context, CancellationToken cancellationToken) =>
        await desk.ConfirmAsync(id, AccountOf(context), cancellationToken) switch
        {
            OperatorKeyResult.Unknown => Unknown(id),
            OperatorKeyResult.NeedsPerson => NeedsPerson(),
            OperatorKeyResult.SamePerson => TypedResults.Problem(
                "Who registered a key can't vouch for it: another person has to.", statusCode: StatusCodes.Status403Forbidden),
            OperatorKeyResult.AlreadyThere => Refusal.Conflict("Somebody has vouched for this key already."),
            _ => TypedResults.NoContent(),
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(string id, OperatorKeyDesk desk, CancellationToken cancellationToken) =>
        await desk.RemoveAsync(id, cancellationToken) is OperatorKeyResult.Done ? TypedResults.NoContent() : Unknown(id);

    // A person could make two tokens, and be two.
    private static string? AccountOf(HttpContext context) => context.User.IsToken() ? null : context.User.Identity?.Name;

    private static ProblemHttpResult NeedsPerson() =>
        TypedResults.Problem("A token can't register or confirm an operator's key: a person has to.", statusCode: StatusCodes.Status403Forbidden);

    private static ProblemHttpResult Unknown(string id) => Refusal.NotFound("id", id, "the ids of GET /api/operator-keys");
}
