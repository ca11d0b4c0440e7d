using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudBroadcast.Controller.Hosting;

/// <summary>Refusals of what an operator sent: each names the field, the value in quotes and what is allowed.</summary>
internal static class Refusal
{
    /// <summary>400: one field can't be taken.</summary>
    /// <param name="field">As it stands in the request, in camelCase.</param>
    /// <param name="value">What was sent.</param>
    /// <param name="allowed">Goes after "Allowed: ".</param>
    public static ValidationProblem Field(string field, object? value, string allowed) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [Sentence(field, value, allowed)] }, detail: Sentence(field, value, allowed));

    /// <summary>400: these fields can't be taken, each with its sentence; null when there are none.</summary>
    public static ValidationProblem? Fields(IEnumerable<(string Field, string Problem)> problems)
    {
        var fields = problems.GroupBy(problem => problem.Field)
            .ToDictionary(group => group.Key, group => group.Select(problem => problem.Problem).ToArray());
        return fields.Count == 0 ? null : TypedResults.ValidationProblem(fields, detail: string.Join(' ', fields.Values.SelectMany(sentences => sentences)));
    }

    /// <summary>404: nothing is known under that name.</summary>
    public static ProblemHttpResult NotFound(string field, object? value, string allowed) =>
        TypedResults.Problem(Sentence(field, value, allowed), statusCode: StatusCodes.Status404NotFound);

    /// <summary>409: it can't be done as things stand.</summary>
    public static ProblemHttpResult Conflict(string reason) =>
        TypedResults.Problem(reason, statusCode: StatusCodes.Status409Conflict);

    /// <summary>403: this person may not do this here.</summary>
    public static ProblemHttpResult Forbidden(string reason) =>
        TypedResults.Problem(reason, statusCode: StatusCodes.Status403Forbidden);

    /// <summary>The words of a refusal.</summary>
    public static string Sentence(string field, object? value, string allowed) => $"{field} is \"{value}\". Allowed: {allowed}.";
}
