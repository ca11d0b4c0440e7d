using System.Security.Claims;
using CloudBroadcast.Controller.Library.Review;
using CloudBroadcast.Controller.Operators;
using Microsoft.Extensions.Localization;

namespace CloudBroadcast.Controller.Console.Frame;

/// <summary>The pages that a person may use, in the order of the rail.</summary>
internal sealed class Rail(IStringLocalizer<FrameWords> T, ReviewBook reviews)
{
    public IReadOnlyList<RailLink> LinksOf(ClaimsPrincipal user)
    {
        List<(bool IsShown, RailLink Link)> all =
        [
            (true, new("", "today", "today", T["今日"], IsTab: true)),
            (true, new("week", "week", "week", T["排期"], IsTab: true)),
            (reviews.Chain.Count > 0 && (user.May(Right.EditLibrary) || user.May(Right.Review) || user.May(Right.Approve)), new("review", "review", "ear", T["三审"], IsTab: !user.May(Right.SendEmergency))),
            (user.May(Right.Speak), new("talk", "talk", "mic", T["喊话"], IsTab: true)),
            (true, new("alerts", "alert", "alert", T["预警"], IsTab: user.May(Right.SendEmergency))),
            (true, new("library", "library", "library", T["节目库"])),
            (true, new("gateways", "gateway", "gateway", T["网关"])),
            (true, new("records", "record", "record", T["记录"])),
            (user.May(Right.SendEmergency), new("approvals", "approval", "pencil", T["待签"])),
            (user.May(Right.SendEmergency) || user.May(Right.ManageKeys), new("keys", "key", "link", T["密钥"])),
            (user.May(Right.ManagePeople), new("people", "people", "people", T["账号"])),
            (user.May(Right.ReadAudit), new("audit", "audit", "shield", T["审计"])),
            (user.May(Right.ReadSettings), new("settings", "settings", "settings", T["设置"])),
        ];
        return [.. all.Where(each => each.IsShown).Select(each => each.Link)];
    }
}
