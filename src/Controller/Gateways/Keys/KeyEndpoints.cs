using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudBroadcast.Controller.Gateways.Keys;

/// <summary>How a change of a key shall go.</summary>
internal sealed record RotationRequest
{
    /// <summary>How long to wait for gateways that do not answer; null for as long as it takes.</summary>
    public int? GraceHours { get; init; }
}

/// <summary>The controller's signing keys over HTTP: where they stand, and their change. No private key is ever shown.</summary>
internal static class KeyEndpoints
{
    private const int MostHours = 24 * 90;
    private const string Purposes = "ordinary, emergency";

    public static void MapKeys(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/keys").WithTags("Keys");
        keys.MapGet("/", GetAll).RequireRight(Right.ReadSettings).WithName("GetKeys").WithSummary("The signing keys and how far their change has come.");
        keys.MapPost("/{purpose}/rotate", Rotate).RequireRight(Right.ManageGateways).WithName("RotateKey").WithSummary("Begins to change a key.");
        keys.MapPost("/{purpose}/finish", Finish).RequireRight(Right.ManageGateways).WithName("FinishRotation").WithSummary("Changes it now, whoever does not know the new key.");
    }

    private static async Task<Ok<List<KeyStatus>>> GetAll(KeyRotations rotations, CancellationToken cancellationToken)
    {
        var all = new List<KeyStatus>();
        foreach (var purpose in Enum.GetValues<SigningPurpose>())
        {
            all.Add(await rotations.ReadAsync(purpose, cancellationToken));
        }

        return TypedResults.Ok(all);
    }

    private static async Task<Results<Ok<KeyStatus>, ValidationProblem, ProblemHttpResult>> Rotate(
        string purpose, RotationRequest? request, KeyRotations rotations, CancellationToken cancellationToken)
    {
        if (PurposeOf(purpose) is not { } which)
        {
            return Refusal.NotFound("purpose", purpose, Purposes);
        }

        if (request?.GraceHours is < 0 or > MostHours)
        {
            return Refusal.Field("graceHours", request.GraceHours, $"0 to {MostHours}");
        }

        var grace = request?.GraceHours is { } hours ? TimeSpan.FromHours(hours) : (TimeSpan?)null;
        return await rotations.BeginAsync(which, grace, cancellationToken)
            ? TypedResults.Ok(await rotations.ReadAsync(which, cancellationToken))
            : Refusal.Conflict($"The {purpose} key is being changed already.");
    }

    private static async Task<Results<Ok<KeyStatus>, ProblemHttpResult>> Finish(string purpose, KeyRotations rotations, CancellationToken cancellationToken)
    {
        if (PurposeOf(purpose) is not { } which)
        {
            return Refusal.NotFound("purpose", purpose, Purposes);
        }

        return await rotations.FinishAsync(which, cancellationToken)
            ? TypedResults.Ok(await rotations.ReadAsync(which, cancellationToken))
            : Refusal.Conflict($"No change of the {purpose} key waits for gateways.");
    }

    /// <summary>Reads the word for a purpose.</summary>
    public static SigningPurpose? PurposeOf(string word) => word switch
    {
        "ordinary" => SigningPurpose.Ordinary,
        "emergency" => SigningPurpose.Emergency,
        _ => null,
    };
}
