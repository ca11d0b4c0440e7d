using CloudBroadcast.Controller.Library;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>What became of an operator's request; exactly one member says it.</summary>
internal sealed record DeskOutcome
{
    /// <summary>By field: the value in quotes and what is allowed.</summary>
    public IDictionary<string, string[]>? Problems { get; init; }

    public BroadcastStart? Start { get; init; }
}

/// <summary>Turns an operator's request into a plan: checks it, finds or speaks what shall be heard, and starts it.</summary>
internal sealed class BroadcastDesk(
    BroadcastContent content, BroadcastService broadcasts, IOptions<BroadcastOptions> options, TimeProvider time)
{
    public async Task<DeskOutcome> StartAsync(BroadcastRequest request, CancellationToken cancellationToken)
    {
        var problems = BroadcastRules.ProblemsOf(request, time.GetUtcNow(), options.Value.FarthestStart).ToList();
        if (problems.Count == 0 && await content.ProblemOfAsync(request.ProgrammeId, request.PlaylistId, cancellationToken) is { } missing)
        {
            problems.Add(missing);
        }

        if (problems.Count > 0)
        {
            return new DeskOutcome
            {
                Problems = problems.GroupBy(problem => problem.Field)
                    .ToDictionary(group => group.Key, group => group.Select(problem => problem.Problem).ToArray()),
            };
        }

        var programmes = await content.ResolveAsync(request.ProgrammeId, request.PlaylistId, cancellationToken);
        return new DeskOutcome { Start = await broadcasts.StartAsync(PlanOf(request, programmes), cancellationToken) };
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
