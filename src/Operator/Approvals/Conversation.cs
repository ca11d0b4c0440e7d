using CloudBroadcast.Protocol;

namespace CloudBroadcast.Operator.Approvals;

/// <summary>One document from being shown to being signed. Without an input nobody is asked.</summary>
internal sealed class Conversation(
    ControllerApi controller, SigningKey key, PayloadText text, TextReader? input, TextWriter output, string? soundFolder)
{
    // Each round is a number that somebody else used meanwhile; a controller that never takes a signature must end.
    private const int MostRounds = 5;

    /// <summary>Whether it was signed and taken.</summary>
    public async Task<bool> ApproveAsync(WaitingDocument waiting)
    {
        var shown = await FreshAsync(waiting);
        if (!await ShowAsync(shown) || !await AskAsync())
        {
            return await LeaveAsync("没有签。");
        }

        // Reading took its time: what is signed begins a moment from now, not a moment from then.
        var next = await FreshAsync(waiting);
        for (var round = 0; round < MostRounds; round++)
        {
            if (!next.SaysTheSameAs(shown))
            {
                await output.WriteLineAsync("内容变了，请重新看：");
                if (!await ShowAsync(next) || input is null || !await AskAsync())
                {
                    return await LeaveAsync("没有签。");
                }

                shown = next;
            }

            if (await controller.ApproveAsync(waiting.Id, key, key.Sign(Approval.ToBeSigned(next.Kind, next.Payload, key.KeyId))) is not { } anew)
            {
                await output.WriteLineAsync($"已签发（{key.KeyId}）。");
                return true;
            }

            next = anew with { Kind = waiting.Kind, Id = waiting.Id };
        }

        return await LeaveAsync($"控制器 {MostRounds} 次都给了新的编号，没有签成。");
    }

    // A configuration stays as it is; the times of an order run out.
    private async Task<WaitingDocument> FreshAsync(WaitingDocument waiting) =>
        waiting.Kind == DocumentKind.Order ? (await controller.ComposeAsync(waiting.Id)) with { Kind = waiting.Kind, Id = waiting.Id } : waiting;

    private async Task<bool> ShowAsync(WaitingDocument document)
    {
        if (!document.TryRead(out var order, out var configuration, out var unreadable))
        {
            return await LeaveAsync($"{document.Id} 读不懂，不能签：{unreadable}");
        }

        foreach (var line in order is not null ? text.Of(order) : text.Of(configuration!, InstalledOf(document)))
        {
            await output.WriteLineAsync(line);
        }

        return order?.Play is not { BundleHashes: not null, Items.Count: > 0 } play || await CheckSoundAsync(play);
    }

    private async Task<bool> CheckSoundAsync(PlayOrder play)
    {
        var files = await controller.SoundsAsync(play.Items.Select(item => item.Sha256));
        if (files is null)
        {
            await output.WriteLineAsync("  声音    取不到，没有核对");
            return true;
        }

        if (BoundSound.ProblemOf(play, files) is { } problem)
        {
            return await LeaveAsync($"{problem}，不能签。");
        }

        await output.WriteLineAsync("  声音    已取来核对，就是绑定的这个");
        if (soundFolder is not null)
        {
            Directory.CreateDirectory(soundFolder);
            foreach (var (item, file) in play.Items.Zip(files))
            {
                var path = Path.Combine(soundFolder, item.Sha256[..16] + ".opus");
                await File.WriteAllBytesAsync(path, file);
                await output.WriteLineAsync($"          {path}");
            }
        }

        return true;
    }

    private static GatewayConfiguration? InstalledOf(WaitingDocument document) =>
        document.Installed is { } bytes && WireJson.TryRead<GatewayConfiguration>(bytes, out var installed, out _)
        && ConfigurationCodec.ProblemOf(installed) is null ? installed : null;

    private async Task<bool> AskAsync()
    {
        if (input is null)
        {
            return true;
        }

        await output.WriteAsync("签发吗？输入 yes：");
        await output.FlushAsync();
        return (await input.ReadLineAsync())?.Trim().ToUpperInvariant() is "YES" or "Y" or "是";
    }

    private async Task<bool> LeaveAsync(string words)
    {
        await output.WriteLineAsync(words);
        return false;
    }
}
