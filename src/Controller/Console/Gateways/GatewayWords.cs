using CloudBroadcast.Controller.Console.Town;
using Microsoft.Extensions.Localization;

namespace CloudBroadcast.Controller.Console.Gateways;

/// <summary>The texts of 网关; their English is in the resource beside this file.</summary>
internal sealed class GatewayWords
{
    /// <summary>What is wrong, and what to do about it, in the reader's language.</summary>
    public static (string What, string ToDo) Of(FaultView fault, IStringLocalizer words)
    {
        var sentence = words[fault.Sentence].Value;
        var end = sentence.IndexOf('：', StringComparison.Ordinal) is >= 0 and var wide ? wide : sentence.IndexOf(": ", StringComparison.Ordinal);
        return end < 0 ? (sentence, "") : (sentence[..end], sentence[(end + 1)..].TrimStart());
    }
}
