using System.Net.Http.Headers;

namespace CloudBroadcast.Controller.Console.Frame;

/// <summary>What a village's line has to carry.</summary>
public sealed class SizeTests
{
    [Theory]
    [InlineData("console.css")]
    [InlineData("week.js")]
    [InlineData("icons.svg")]
    [InlineData("_framework/blazor.web.js")]
    [InlineData("login")]
    public async Task What_pages_are_made_of_goes_out_compressed(string address)
    {
        await using var host = new TownHost();
        using var client = host.Nobody;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        answer.EnsureSuccessStatusCode();
        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
    }
}
