using System.Text.RegularExpressions;
using CloudBroadcast.Controller.Operators.Accounts;
using CloudBroadcast.Controller.Operators.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBroadcast.Controller.Operators;

/// <summary>People of a test's town, who log in by the form as a browser does.</summary>
internal static partial class People
{
    public const string VillageCode = "620321104201";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A new account with one role; a cadre's area is <see cref="VillageCode"/>.</summary>
    public static async Task<(string Name, string Password, Guid Id)> MakeAsync(TownHost town, params Role[] roles)
    {
        await using var scope = town.Get<IServiceScopeFactory>().CreateAsyncScope();
        var request = new AccountRequest
        {
            Name = $"p{Guid.NewGuid():N}",
            DisplayName = string.Join(' ', roles),
            Roles = roles,
            AreaCode = roles.Contains(Role.VillageCadre) ? VillageCode : null,
        };
        var made = await scope.ServiceProvider.GetRequiredService<AccountBook>().MakeAsync(request, Actor.Controller, Cancellation);
        return (request.Name, made.Password!, made.Changed!.Id);
    }

    /// <summary>Somebody with that role, logged in.</summary>
    public static async Task<HttpClient> LoginAsync(TownHost town, params Role[] roles)
    {
        var (name, password, _) = await MakeAsync(town, roles);
        var person = town.Nobody;
        using var answer = await ShowAsync(person, "/login", ("Name", name), ("Password", password));
        Assert.Equal("/", answer.Headers.Location?.PathAndQuery());
        return person;
    }

    /// <summary>Opens a page, fills its form and posts it.</summary>
    public static async Task<HttpResponseMessage> ShowAsync(HttpClient person, string path, params (string Name, string Value)[] fields)
    {
        var page = await person.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation);
        var hidden = Hidden().Matches(page).Select(input => KeyValuePair.Create(input.Groups["name"].Value, input.Groups["value"].Value));
        using var form = new FormUrlEncodedContent(hidden.Concat(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));
        return await person.PostAsync(new Uri(path, UriKind.Relative), form, Cancellation);
    }

    /// <summary>Path and query, whether the address is a whole one or not.</summary>
    public static string PathAndQuery(this Uri address) => address.IsAbsoluteUri ? address.PathAndQuery : "/" + address.ToString().TrimStart('/');

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Hidden();
}
