using CloudBroadcast.Operator.Keys;

namespace CloudBroadcast.Operator.Approvals;

/// <summary><c>approve</c>: shows what waits by what its payload says, asks, signs exactly those bytes and hands the signature in.</summary>
internal static class ApproveCommand
{
    public static async Task<int> RunAsync(string[] arguments, TextReader input, TextWriter output, HttpMessageHandler network, TimeProvider time)
    {
        var given = new Arguments(
            arguments, "--url", "--token-file", "--key", "--passphrase-file", "--id", "--yes!", "--audio", "--allow-http!");
        var address = AddressOf(given);
        var token = (await File.ReadAllTextAsync(given.Demand("--token-file"))).Trim();
        using var key = OperatorKeyFile.Read(given.Demand("--key"), OperatorKeyFile.PassphraseOf(given));
        using var controller = new ControllerApi(address, token, network);

        var waiting = Chosen(await controller.WaitingAsync(), given.Find("--id"));
        if (waiting.Count == 0)
        {
            await output.WriteLineAsync("没有等待签发的文件。");
            return ExitCode.Good;
        }

        var text = new PayloadText(await controller.GatewayNamesAsync(), time.LocalTimeZone);
        var conversation = new Conversation(controller, key, text, given.Has("--yes") ? null : input, output, given.Find("--audio"));
        var unsigned = 0;
        foreach (var document in waiting)
        {
            unsigned += await conversation.ApproveAsync(document) ? 0 : 1;
        }

        return unsigned == 0 ? ExitCode.Good : ExitCode.Unsigned;
    }

    private static Uri AddressOf(Arguments given)
    {
        var url = given.Demand("--url");
        if (!Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new RefusedException($"--url is \"{url}\". Allowed: an address such as https://controller:5080.");
        }

        // The token would cross the network in clear.
        return address.Scheme == Uri.UriSchemeHttps || address.IsLoopback || given.Has("--allow-http")
            ? address
            : throw new RefusedException($"--url is \"{url}\". Allowed: https, or http on this machine alone; --allow-http sends the token in clear.");
    }

    private static IReadOnlyList<WaitingDocument> Chosen(IReadOnlyList<WaitingDocument> waiting, string? id)
    {
        if (id is null)
        {
            return waiting;
        }

        var chosen = waiting.Where(document => string.Equals(document.Id, id, StringComparison.OrdinalIgnoreCase)).ToList();
        return chosen.Count > 0
            ? chosen
            : throw new RefusedException($"--id is \"{id}\". Allowed: {(waiting.Count == 0 ? "nothing waits" : string.Join(", ", waiting.Select(document => document.Id)))}.");
    }
}
