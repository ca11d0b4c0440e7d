using CloudBroadcast.Controller.Console.Language;
using CloudBroadcast.Controller.Operators;

namespace CloudBroadcast.Controller.Console.Login;

/// <summary>What roles and rights are called in the town.</summary>
internal static class RoleWords
{
    private static readonly Spoken T = new(typeof(LoginWords));

    public static string Word(this Role role) => role switch
    {
        Role.Editor => T["编辑"],
        Role.Reviewer => T["审核"],
        Role.Approver => T["审批"],
        Role.DutyOfficer => T["值班员"],
        Role.VillageCadre => T["村干部"],
        Role.Technician => T["运维"],
        Role.Administrator => T["管理员"],
        Role.Auditor => T["审计"],
        _ => role.ToString(),
    };

    public static string Word(this Right right) => right switch
    {
        Right.Read => T["查看"],
        Right.PlanWeek => T["排期"],
        Right.EditLibrary => T["节目库"],
        Right.Review => T["审核"],
        Right.Approve => T["审批"],
        Right.Speak => T["播出和喊话"],
        Right.Stop => T["停止"],
        Right.SendEmergency => T["发预警"],
        Right.ManageGateways => T["管网关"],
        Right.ManageKeys => T["管密钥"],
        Right.ManagePeople => T["管账号"],
        Right.ReadAudit => T["看审计"],
        Right.ReadSettings => T["看设置"],
        Right.ChangeSettings => T["改设置"],
        _ => right.ToString(),
    };
}
