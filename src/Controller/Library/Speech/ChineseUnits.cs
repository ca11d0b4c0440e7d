namespace CloudBroadcast.Controller.Library.Speech;

/// <summary>What units and signs are called when they are said.</summary>
internal static class ChineseUnits
{
    /// <summary>All the keys of <see cref="Names"/>, longer ones before what they begin with.</summary>
    public const string Pattern =
        "km/h|m/s|mm/h|km²|km2|m²|m2|㎡|m³|m3|kWh|kW|hPa|°C|℃|mm|cm|dm|km|kg|mg|ml|mL|MPa|kV|dB|Hz|ha|min|mu|m|g|t|L|V|W|A|h|s|°";

    public static readonly Dictionary<string, string> Names = new()
    {
        ["km/h"] = "公里每小时",
        ["m/s"] = "米每秒",
        ["mm/h"] = "毫米每小时",
        ["km²"] = "平方公里",
        ["km2"] = "平方公里",
        ["m²"] = "平方米",
        ["m2"] = "平方米",
        ["㎡"] = "平方米",
        ["m³"] = "立方米",
        ["m3"] = "立方米",
        ["kWh"] = "千瓦时",
        ["kW"] = "千瓦",
        ["W"] = "瓦",
        ["kV"] = "千伏",
        ["V"] = "伏",
        ["A"] = "安",
        ["hPa"] = "百帕",
        ["MPa"] = "兆帕",
        ["dB"] = "分贝",
        ["Hz"] = "赫兹",
        ["°C"] = "摄氏度",
        ["℃"] = "摄氏度",
        ["°"] = "度",
        ["mm"] = "毫米",
        ["cm"] = "厘米",
        ["dm"] = "分米",
        ["km"] = "公里",
        ["m"] = "米",
        ["kg"] = "公斤",
        ["mg"] = "毫克",
        ["g"] = "克",
        ["t"] = "吨",
        ["ml"] = "毫升",
        ["mL"] = "毫升",
        ["L"] = "升",
        ["ha"] = "公顷",
        ["mu"] = "亩",
        ["h"] = "小时",
        ["min"] = "分钟",
        ["s"] = "秒",
    };

    public static readonly Dictionary<string, string> Signs = new()
    {
        ["℃"] = "摄氏度",
        ["&"] = "和",
        ["+"] = "加",
        ["="] = "等于",
        ["×"] = "乘",
        ["≥"] = "大于等于",
        ["≤"] = "小于等于",
        [">"] = "大于",
        ["≈"] = "约等于",
        ["±"] = "正负",
        ["@"] = "，",
        ["§"] = "第",
    };
}
