using CloudBroadcast.Controller.Operators;

namespace CloudBroadcast.Controller.Console.Login;

/// <summary>What roles and rights are called in the town.</summary>
internal static class RoleWords
{
    public static string Word(this Role role) => role switch
    {
        Role.Editor => "编辑",
        Role.Reviewer => "审核",
        Role.Approver => "审批",
        Role.DutyOfficer => "值班员",
        Role.VillageCadre => "村干部",
        Role.Technician => "运维",
        Role.Administrator => "管理员",
        Role.Auditor => "审计",
        _ => role.ToString(),
    };

    public static string Word(this Right right) => right switch
    {
        Right.Read => "查看",
        Right.PlanWeek => "排期",
        Right.EditLibrary => "节目库",
        Right.Review => "审核",
        Right.Approve => "审批",
        Right.Speak => "播出和喊话",
        Right.Stop => "停止",
        Right.SendEmergency => "发预警",
        Right.ManageGateways => "管网关",
        Right.ManageKeys => "管密钥",
        Right.ManagePeople => "管账号",
        Right.ReadAudit => "看审计",
        Right.ReadSettings => "看设置",
        Right.ChangeSettings => "改设置",
        _ => right.ToString(),
    };
}
