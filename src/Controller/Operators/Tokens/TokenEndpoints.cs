using CloudBroadcast.Controller.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudBroadcast.Controller.Operators.Tokens;

/// <summary>API tokens over HTTP.</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder api)
    {
        var tokens = api.MapGroup("/tokens").WithTags("Operators").RequireRight(Right.ManagePeople);
        tokens.MapGet("/", List).WithName("GetTokens").WithSummary("All API tokens, without their secrets.");
        tokens.MapPost("/", Make).WithName("MakeToken").WithSummary("Makes a token; its secret is shown this once.");
        tokens.MapDelete("/{id:guid}", Revoke).WithName("RevokeToken").WithSummary("Revokes a token.");
    }

    private static async Task<Ok<List<TokenView>>> List(TokenBook tokens, CancellationToken cancellationToken) =>
        TypedResults.Ok((await tokens.ListAsync(cancellationToken)).Select(TokenView.Of).ToList());

    private static async Task<Results<Created<MadeTokenView>, ValidationProblem>> Make(
        TokenRequest request, TokenBook tokens, CancellationToken cancellationToken)
    {
        if (TokenBook.ProblemsOf(request.Name, request.Scopes, request.Days).ToList() is { Count: > 0 } problems)
        {
            return TypedResults.ValidationProblem(problems.ToDictionary(problem => problem.Field, problem => new[] { problem.Problem }));
        }

        var lifetime = request.Days is { } days ? TimeSpan.FromDays(days) : (TimeSpan?)null;
        var (token, secret) = await tokens.MakeAsync(request.Name, request.Scopes, lifetime, by: null, cancellationToken);
        return TypedResults.Created($"/api/tokens/{token.Id}", new MadeTokenView(TokenView.Of(token), secret));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Revoke(Guid id, TokenBook tokens, CancellationToken cancellationToken) =>
        await tokens.RevokeAsync(id, cancellationToken) ? TypedResults.NoContent() : Refusal.NotFound("id", id, "the ids of GET /api/tokens");
}
