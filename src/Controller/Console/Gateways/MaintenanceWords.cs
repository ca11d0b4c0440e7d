using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Console.Parts;
using CloudBroadcast.Controller.Gateways.Maintenance;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Localization;

namespace CloudBroadcast.Controller.Console.Gateways;

/// <summary>Maintenance in the words of who asks for it. Pure.</summary>
internal static class MaintenanceWords
{
    // The order has expired by then; what the gateway says of it may still be on its way.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    public static string Of(MaintenanceRun run, IStringLocalizer words) => run.Task switch
    {
        MaintenanceTask.RelayTest => run.Zone == 0 ? words["继电器测试：功放电源"] : words["继电器测试：{0} 号分区", run.Zone!],
        MaintenanceTask.LogLevel => words["日志级别：{0}", words[Of(run.LogLevel)].Value],
        MaintenanceTask.Update => words["升级到 {0}", run.PackageVersion!],
        _ => words[Of(run.Task)],
    };

    public static string Of(MaintenanceTask task) => task switch
    {
        MaintenanceTask.Restart => "重启",
        MaintenanceTask.SelfTest => "巡检",
        MaintenanceTask.ChimeTest => "响铃测试",
        MaintenanceTask.RelayTest => "继电器测试",
        MaintenanceTask.LogLevel => "日志级别",
        MaintenanceTask.CollectLogs => "收集日志",
        MaintenanceTask.Update => "升级",
        _ => throw new ArgumentOutOfRangeException(nameof(task), task, "No such task."),
    };

    /// <summary>Why a task was not asked for.</summary>
    public static string RefusalOf(MaintenanceOutcome outcome) => outcome switch
    {
        { Forbidden: not null } => "没有下达：你没有这个权限。",
        { Curfew: not null } => "没有下达：现在是宵禁时间，响铃测试等白天再做。",
        { Blocked: not null } => "没有下达：网关离线或者没有入网。",
        _ => "没有下达：选的分区或者安装包不对，请刷新后再选。",
    };

    public static string Of(AgentLogLevel? level) => level switch
    {
        AgentLogLevel.Debug => "详细",
        AgentLogLevel.Warning => "只记问题",
        _ => "一般",
    };

    /// <summary>How far it has come, and why it went no further.</summary>
    public static (Look Look, string Words) ResultOf(MaintenanceRun run, DateTimeOffset now, IStringLocalizer words) => run.State switch
    {
        MaintenanceState.Sent when now > run.ExpiresAt + Grace => (Look.Fault, words["没有收到回音"]),
        MaintenanceState.Sent => (Look.Warm, words["已下达，等回音"]),
        MaintenanceState.Received => (Look.Warm, words["网关收到，正在做"]),
        MaintenanceState.Refused => (Look.Fault, PlaybackWords.Of(run.Refusal, run.Detail)),
        MaintenanceState.Done => (Look.Done, words["做完，正常"]),
        _ => (Look.Fault, words["有问题：{0}", run.Detail ?? ""]),
    };
}
