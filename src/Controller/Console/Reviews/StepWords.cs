using CloudBroadcast.Controller.Library.Review;
using Microsoft.Extensions.Localization;

namespace CloudBroadcast.Controller.Console.Reviews;

/// <summary>The words of the steps, the same in every list of 三审.</summary>
internal static class StepWords
{
    public static string Word(this IStringLocalizer<ReviewWords> words, ReviewStep step) => step switch
    {
        ReviewStep.Entry => words["录入"],
        ReviewStep.Submission => words["初审"],
        ReviewStep.Review => words["复审"],
        _ => words["终审"],
    };

    public static string Word(this IStringLocalizer<ReviewWords> words, ReviewState state) => state switch
    {
        ReviewState.Draft => words["还没交审"],
        ReviewState.Returned => words["退回了"],
        ReviewState.AwaitsReview => words["等复审"],
        ReviewState.AwaitsApproval => words["等终审"],
        _ => words["审完了，可以播"],
    };

    /// <summary>Why somebody can't take a step, and what to do.</summary>
    public static string Word(this IStringLocalizer<ReviewWords> words, ReviewRefusal refusal) => refusal switch
    {
        ReviewRefusal.Changed => words["你听的时候，声音换了新的一版。请重新听一遍，再决定。"],
        ReviewRefusal.NotDue => words["别人刚刚先审了，或者还没轮到这一步。下面是现在的情况。"],
        ReviewRefusal.OwnWork => words["自己录入或者交审的节目，要请别人来审。"],
        ReviewRefusal.TookAnotherStep => words["这个节目你已经审过一步了，一个人只审一步。请别人来审。"],
        ReviewRefusal.NotHeard => words["还没有通过：要先从头听到尾，再按通过。"],
        ReviewRefusal.NoRemark => words["还没有退回：退回时一定写清楚改哪里。"],
        ReviewRefusal.LongRemark => words["意见太长，最多 {0} 个字。", ReviewRules.LongestRemark],
        _ => words["这一步不归你审。"],
    };
}
