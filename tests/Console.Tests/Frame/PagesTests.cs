namespace CloudBroadcast.Controller.Console.Frame;

public sealed class PagesTests(TownHost town) : IClassFixture<TownHost>
{
    [Fact]
    public async Task A_page_is_compressed_and_keeps_scripts_in_the_house()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.AcceptEncoding.ParseAdd("br");
        using var answer = await town.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Contains(answer.Content.Headers.ContentEncoding, encoding => encoding is "br" or "gzip");
        Assert.Contains("default-src 'self'", string.Join(' ', answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }
}
