using Microsoft.JSInterop;

namespace CloudBroadcast.Controller.Console.Parts;

/// <summary>
/// The script module of one part of a page, fetched when it is first called. A page can go at any moment, and its scripts with
/// it: what is asked of it then is answered by nothing.
/// </summary>
/// <param name="runtime">The page's own.</param>
/// <param name="asset">The module's address below the console's root, as <c>Assets</c> gives it.</param>
internal sealed class PageScript(IJSRuntime runtime, string asset) : IAsyncDisposable
{
    private Task<IJSObjectReference>? _module;

    private Task<IJSObjectReference> Module => _module ??= runtime.InvokeAsync<IJSObjectReference>("import", $"./{asset}").AsTask();

    public Task TellAsync(string function, params object?[] values) =>
        WhilePageLivesAsync(async () => await (await Module).InvokeVoidAsync(function, values));

    /// <summary>What the function returns; null where it returns nothing or the page has gone.</summary>
    public async Task<string?> AskAsync(string function, params object?[] values)
    {
        string? answer = null;
        await WhilePageLivesAsync(async () => answer = await (await Module).InvokeAsync<string?>(function, values));
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        if (_module is not null)
        {
            await WhilePageLivesAsync(async () => await (await Module).DisposeAsync());
        }
    }

    private static async Task WhilePageLivesAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // Whoever looked has left.
        }
    }
}
