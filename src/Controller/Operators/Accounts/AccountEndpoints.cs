using System.Security.Claims;
using CloudBroadcast.Controller.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudBroadcast.Controller.Operators.Accounts;

/// <summary>Accounts over HTTP.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder api)
    {
        var accounts = api.MapGroup("/accounts").WithTags("Operators").RequireRight(Right.ManagePeople);
        accounts.MapGet("/", List).WithName("GetAccounts").WithSummary("All accounts.");
        accounts.MapPost("/", Make).WithName("MakeAccount").WithSummary("Makes an account; its password is shown this once.");
        accounts.MapPut("/{id:guid}", Change).WithName("ChangeAccount").WithSummary("Changes name, roles and area; ends its sessions.");
        accounts.MapPost("/{id:guid}/lock", Lock).WithName("LockAccount").WithSummary("Locks an account and ends its sessions.");
        accounts.MapPost("/{id:guid}/unlock", Unlock).WithName("UnlockAccount").WithSummary("Unlocks an account.");
        accounts.MapPost("/{id:guid}/password", ResetPassword).WithName("ResetPassword").WithSummary("Gives it a new password, shown this once.");
        accounts.MapDelete("/{id:guid}/second-factor", DropSecondFactor).WithName("DropSecondFactor").WithSummary("Switches its second factor off.");
    }

    private static async Task<Ok<List<AccountView>>> List(AccountBook book, CancellationToken cancellationToken) =>
        TypedResults.Ok((await book.ListAsync(cancellationToken)).Select(AccountView.Of).ToList());

    private static async Task<Results<Created<AccountPasswordView>, ValidationProblem>> Make(
        AccountRequest request, AccountBook book, CancellationToken cancellationToken)
    {
        var change = await book.MakeAsync(request, by: null, cancellationToken);
        return change.Problem is { } problem
            ? Refused(problem)
            : TypedResults.Created($"/api/accounts/{change.Changed!.Id}", new AccountPasswordView(AccountView.Of(change.Changed), change.Password!));
    }

    private static async Task<Results<Ok<AccountView>, ValidationProblem, ProblemHttpResult>> Change(
        Guid id, AccountChangeRequest request, AccountBook book, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        Answer(id, await book.ChangeAsync(id, request, user.AccountId(), cancellationToken));

    private static async Task<Results<Ok<AccountView>, ValidationProblem, ProblemHttpResult>> Lock(
        Guid id, AccountBook book, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        Answer(id, await book.LockAsync(id, user.AccountId(), cancellationToken));

    private static async Task<Results<Ok<AccountView>, ValidationProblem, ProblemHttpResult>> Unlock(
        Guid id, AccountBook book, CancellationToken cancellationToken) => Answer(id, await book.UnlockAsync(id, cancellationToken));

    private static async Task<Results<Ok<AccountPasswordView>, ProblemHttpResult>> ResetPassword(
        Guid id, AccountBook book, CancellationToken cancellationToken) =>
        await book.ResetPasswordAsync(id, cancellationToken) is { Changed: { } account, Password: { } password }
            ? TypedResults.Ok(new AccountPasswordView(AccountView.Of(account), password))
            : Unknown(id);

    private static async Task<Results<Ok<AccountView>, ValidationProblem, ProblemHttpResult>> DropSecondFactor(
        Guid id, AccountBook book, CancellationToken cancellationToken) => Answer(id, await book.DropSecondFactorAsync(id, cancellationToken));

    private static Results<Ok<AccountView>, ValidationProblem, ProblemHttpResult> Answer(Guid id, AccountChange change) => change switch
    {
        { Missing: true } => Unknown(id),
        { Problem: { } problem } => Refused(problem),
        _ => TypedResults.Ok(AccountView.Of(change.Changed!)),
    };

    private static ValidationProblem Refused((string Field, string Problem) problem) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [problem.Field] = [problem.Problem] }, detail: problem.Problem);

    private static ProblemHttpResult Unknown(Guid id) => Refusal.NotFound("id", id, "the ids of GET /api/accounts");
}
