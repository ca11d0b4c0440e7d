namespace CloudBroadcast.DeviceAgent.Amplifiers.Boards;

/// <summary>Waits for what another process or thread does.</summary>
internal static class Eventually
{
    public static Task TrueAsync(Func<bool> met, string otherwise, double seconds = 15) =>
        TrueAsync(() => Task.FromResult(met()), otherwise, seconds);

    public static async Task TrueAsync(Func<Task<bool>> met, string otherwise, double seconds = 15)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(seconds));
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await met())
        {
            try
            {
                await ticks.WaitForNextTickAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail(otherwise);
            }
        }
    }
}
