using CloudBroadcast.Controller.Alerts;

namespace CloudBroadcast.Controller.Console.Alerts;

/// <summary>How far an alert has come, in a word.</summary>
internal static class AlertStates
{
    public static string WordOf(Alert alert) => alert.State switch
    {
        AlertState.AwaitsSecond => "等第二个人复核",
        AlertState.Issued when alert.Rounds == 0 => "马上响起",
        AlertState.Issued => "发出了",
        AlertState.Lapsed => "没人复核，作废了",
        AlertState.Replaced => "已由新的接替",
        AlertState.Cancelled => "已撤回",
        AlertState.Stopped => "有人停了它",
        AlertState.Expired => "到时间结束了",
        _ => "没有发成",
    };
}
