using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.Controller.Operators.Tokens;

public sealed class TokenTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 3, 0, 0, TimeSpan.Zero));
    private readonly TownHost _town = new();

    public TokenTests() => _town.Replace = services => services.AddSingleton<TimeProvider>(_clock);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _town.DisposeAsync();

    [Fact]
    public async Task A_token_is_shown_once_works_is_noted_and_dies_when_revoked()
    {
        var made = await MakeAsync(new TokenRequest { Name = "县平台", Scopes = [Right.Read] });
        Assert.StartsWith("cbt_", made.Secret, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(made.Secret));

        var listed = await _town.Http.GetStringAsync("/api/tokens", Cancellation);
        Assert.DoesNotContain(made.Secret, listed, StringComparison.Ordinal);
        Assert.Equal(_clock.GetUtcNow(), (await FindAsync(made.Token.Id)).LastUsedAt);
        await using (var database = _town.OpenDatabase())
        {
            Assert.False(await database.ApiTokens.AnyAsync(token => token.Hash == made.Secret, Cancellation));
        }

        using var revoked = await _town.Http.DeleteAsync($"/api/tokens/{made.Token.Id}", Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(made.Secret));
    }

    [Fact]
    public async Task A_token_dies_when_its_days_are_over()
    {
        var made = await MakeAsync(new TokenRequest { Name = "短", Scopes = [Right.Read], Days = 1 });
        _clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(made.Secret));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(made.Secret));
    }

    [Theory]
    [InlineData("", 1, "name")]
    [InlineData("x", 0, "days")]
    [InlineData("x", 3651, "days")]
    public async Task What_cannot_be_a_token_is_refused_by_field(string name, int days, string field)
    {
        using var answer = await _town.Http.PostAsJsonAsync(
            "/api/tokens", new TokenRequest { Name = name, Scopes = [Right.Read], Days = days }, TownHost.Json, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"{field}\"", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private async Task<MadeTokenView> MakeAsync(TokenRequest request)
    {
        using var answer = await _town.Http.PostAsJsonAsync("/api/tokens", request, TownHost.Json, Cancellation);
        return (await answer.Content.ReadFromJsonAsync<MadeTokenView>(TownHost.Json, Cancellation))!;
    }

    private async Task<TokenView> FindAsync(Guid id) =>
        (await _town.GetAsync<List<TokenView>>("/api/tokens")).Single(token => token.Id == id);

    private async Task<HttpStatusCode> AskAsync(string secret)
    {
        using var machine = _town.Nobody;
        machine.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var answer = await machine.GetAsync("/api/areas", Cancellation);
        return answer.StatusCode;
    }
}
