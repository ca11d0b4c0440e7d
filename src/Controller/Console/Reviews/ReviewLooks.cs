using CloudBroadcast.Controller.Console.Town;
using CloudBroadcast.Controller.Library.Review;
using Microsoft.Extensions.Localization;

namespace CloudBroadcast.Controller.Console.Reviews;

/// <summary>How far a programme has come, as the pages show it.</summary>
internal sealed class ReviewLooks(IStringLocalizer<ReviewWords> words, TownTime time)
{
    public QueueView Of(QueuedProgramme queued) => new(
        queued.One.Programme.Id,
        queued.One.Programme.Title,
        Words.SealOf(queued.One.Programme.Category),
        queued.FirstRun is { } run ? words["{0} 要播，{1}", time.When(run.StartsAt), run.Where] : words["七天之内没有排它"],
        queued.One.Standing.Return is { } back ? $"{back.Who}：“{back.Remark}”" : null,
        Of(queued.One.Standing));

    public TrioView Of(ReviewStanding standing) =>
        new([.. standing.Chain.Select(step => (CharacterOf(step), StyleOf(standing, step)))], words.Word(standing.State));

    /// <param name="queued">The programme.</param>
    /// <param name="isMine">Whether the due step is the reader's to take.</param>
    public IReadOnlyList<TrailStepView> TrailOf(QueuedProgramme queued, bool isMine) =>
    [
        .. from step in queued.One.Standing.Chain.Prepend(ReviewStep.Entry)
           let mark = queued.One.Standing.LastOf(step)
           select new TrailStepView(
               words.Word(step),
               StyleOf(queued.One.Standing, step, mark),
               mark is null ? null : mark.Verdict is ReviewVerdict.Passed ? "check" : "undo",
               CharacterOf(step),
               mark is null ? Due(queued, step, isMine) : Said(mark),
               mark?.Remark),
    ];

    /// <summary>Why it came back in an earlier round, once it is on its way again.</summary>
    public string? EarlierReturnOf(ReviewStanding standing) =>
        standing.Return is null && standing.Marks.LastOrDefault(mark => mark.Verdict is ReviewVerdict.Returned) is { } before
            ? words["上一次{0}在{1}退回：“{2}”", before.Who, words.Word(before.Step), before.Remark ?? ""].Value
            : null;

    private string CharacterOf(ReviewStep step) => step switch
    {
        ReviewStep.Entry => words["录"],
        ReviewStep.Submission => words["初"],
        ReviewStep.Review => words["复"],
        _ => words["终"],
    };

    private static string? StyleOf(ReviewStanding standing, ReviewStep step) =>
        standing.Return is { } back ? (back.Step == step ? "is-back" : null)
        : standing.LastOf(step) is not null ? "is-ok"
        : standing.Next == step && standing.State is not ReviewState.Draft ? "is-now" : null;

    private static string StyleOf(ReviewStanding standing, ReviewStep step, ReviewMark? mark) => mark switch
    {
        { Verdict: ReviewVerdict.Returned } => "is-back",
        { Step: not ReviewStep.Entry } when standing.Return is not null => "is-was",
        not null => "is-ok",
        null => step == standing.Next ? "is-now" : "is-ahead",
    };

    private string Said(ReviewMark mark)
    {
        string heard = mark.Heard switch
        {
            Hearing.Played => $"　{words["听完"]}",
            Hearing.Declared => $"　{words["自己说听完"]}",
            _ => "",
        };
        return $"{(mark.Who.Length > 0 ? mark.Who : words["控制器"])}　{time.When(mark.At)}{heard}";
    }

    private string Due(QueuedProgramme queued, ReviewStep step, bool isMine)
    {
        if (step != queued.One.Standing.Next)
        {
            return step is ReviewStep.Entry ? words["不清楚是谁"] : words["还没到"];
        }

        string due = isMine ? words["等你"] : words["等着"];
        return queued.FirstRun is { } run ? due + words["，{0} 要播", time.When(run.StartsAt)] : due;
    }
}
