using System.Net;

namespace CloudBroadcast.Controller.Library;

public sealed class UploadLimitTests
{
    [Fact]
    public async Task An_upload_far_above_the_limit_is_cut_off_with_413()
    {
        await using var town = new TownHost { Settings = { ["Library:MaxUploadBytes"] = "100000" } };
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(new byte[400_000]), "file", "a.wav" },
            { new StringContent("notice"), "category" },
        };
        var answer = await town.Http.PostAsync("/api/programmes", form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task A_file_as_large_as_is_allowed_passes_though_it_is_larger_than_Kestrels_own_limit()
    {
        await using var town = new TownHost();
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(new byte[40_000_000]), "file", "zeros.wav" },
            { new StringContent("notice"), "category" },
        };
        var answer = await town.Http.PostAsync("/api/programmes", form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("is not audio", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
