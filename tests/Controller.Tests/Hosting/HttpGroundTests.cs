using System.Net;
using System.Text.Json;

namespace CloudBroadcast.Controller.Hosting;

public class HttpGroundTests(TownHost town) : IClassFixture<TownHost>
{
    [Fact]
    public async Task The_api_describes_itself()
    {
        var document = await town.GetAsync<JsonElement>("/openapi/v1.json");

        Assert.True(document.GetProperty("paths").TryGetProperty("/api/areas/{code}", out _));
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task A_running_host_is_well(string path)
    {
        var answer = await town.Http.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task An_unknown_path_is_answered_with_a_problem()
    {
        var answer = await town.Http.GetAsync("/api/nothing-here", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }
}
