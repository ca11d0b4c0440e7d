namespace CloudBroadcast.Controller.Areas.Setup;

/// <summary>The steps of the first run, in their order.</summary>
internal enum SetupStep
{
    /// <summary>镇名和区划代码.</summary>
    Town = 1,

    /// <summary>时区.</summary>
    Zone,

    /// <summary>管理员口令和手机动态码.</summary>
    Account,

    /// <summary>第一个村和它的网关.</summary>
    Gateway,

    /// <summary>可以用了.</summary>
    Ready,
}

/// <summary>How far the first run has come.</summary>
/// <param name="Next">The first step that is not done.</param>
/// <param name="Town">The town, once it has a name.</param>
/// <param name="Settings">What was settled.</param>
internal sealed record SetupStanding(SetupStep Next, Area? Town, TownSettings Settings);
