using System.Security.Cryptography;
using System.Text;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Library.Speech;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>What became of an operator's request; exactly one member says it.</summary>
internal sealed record DeskOutcome
{
    /// <summary>By field: the value in quotes and what is allowed.</summary>
    public IDictionary<string, string[]>? Problems { get; init; }

    public BroadcastStart? Start { get; init; }

    public static DeskOutcome Refused(IEnumerable<(string Field, string Problem)> problems) => new()
    {
        Problems = problems.GroupBy(problem => problem.Field)
            .ToDictionary(group => group.Key, group => group.Select(problem => problem.Problem).ToArray()),
    };
}

/// <summary>Turns an operator's request into a plan: checks it, finds or speaks what shall be heard, and starts it.</summary>
internal sealed class BroadcastDesk(
    BroadcastContent content, ProgrammeLibrary library, BroadcastService broadcasts, IOptions<BroadcastOptions> options, TimeProvider time)
{
    public Task<DeskOutcome> StartAsync(BroadcastRequest request, CancellationToken cancellationToken) =>
        StartAsync(request, programmes => PlanOf(request, programmes), cancellationToken);

    /// <summary>As above, with a plan of the caller's for what shall be heard.</summary>
    public async Task<DeskOutcome> StartAsync(
        BroadcastRequest request, Func<IReadOnlyList<Programme>, BroadcastPlan> planOf, CancellationToken cancellationToken)
    {
        var problems = BroadcastRules.ProblemsOf(request, time.GetUtcNow(), options.Value.FarthestStart).ToList();
        if (problems.Count == 0 && await content.ProblemOfAsync(request.ProgrammeId, request.PlaylistId, cancellationToken) is { } missing)
        {
            problems.Add(missing);
        }

        if (problems.Count > 0)
        {
            return DeskOutcome.Refused(problems);
        }

        try
        {
            IReadOnlyList<Programme> programmes = request.Text is { } text
                ? [(await library.SpeakAsync(text, SpokenTitle.Of(request.Title, text), Category.Notice, cancellationToken)).Programme]
                : await content.ResolveAsync(request.ProgrammeId, request.PlaylistId, cancellationToken);
            return new DeskOutcome { Start = await broadcasts.StartAsync(planOf(programmes), cancellationToken) };
        }
        catch (Exception error) when (error is AudioRefusedException or LibraryConflictException or SpeechFailedException)
        {
            return DeskOutcome.Refused([("text", error.Message)]);
        }
    }

    private static BroadcastPlan PlanOf(BroadcastRequest request, IReadOnlyList<Programme> programmes) => new()
    {
        Title = request.Title?.Trim() ?? programmes[0].Title,
        Programmes = programmes,
        Areas = request.Areas,
        VolumePercent = request.VolumePercent,
        Priority = request.Priority,
        StartAt = request.StartAt?.ToUniversalTime(),
    };
}

/// <summary>Under which title a spoken text is kept: the same text always under the same, another one under another.</summary>
internal static class SpokenTitle
{
    private const int Shown = 40;

    public static string Of(string? title, string text)
    {
        if (title is not null)
        {
            return title.Trim();
        }

        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
        return words.Length <= Shown ? words : $"{words[..Shown]}… {hash}";
    }
}
