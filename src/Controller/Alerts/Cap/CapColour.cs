using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>The four colours of China's warnings and what they are in CAP: red Extreme, orange Severe, yellow Moderate, blue Minor.</summary>
internal static class CapColour
{
    /// <summary>The colour of a severity; null for Unknown.</summary>
    public static Priority? Of(CapSeverity severity) => severity switch
    {
        CapSeverity.Extreme => Priority.RedAlert,
        CapSeverity.Severe => Priority.OrangeAlert,
        CapSeverity.Moderate => Priority.YellowAlert,
        CapSeverity.Minor => Priority.BlueAlert,
        _ => null,
    };

    /// <summary>The colour that a Chinese sign stands for; null when it is none.</summary>
    public static Priority? Of(char sign) => sign switch
    {
        '红' or '紅' => Priority.RedAlert,
        '橙' => Priority.OrangeAlert,
        '黄' or '黃' => Priority.YellowAlert,
        '蓝' or '藍' => Priority.BlueAlert,
        _ => null,
    };

    /// <summary>The English word, for sentences.</summary>
    public static string Name(Priority? colour) => colour switch
    {
        Priority.RedAlert => "red",
        Priority.OrangeAlert => "orange",
        Priority.YellowAlert => "yellow",
        Priority.BlueAlert => "blue",
        _ => "no colour",
    };
}
