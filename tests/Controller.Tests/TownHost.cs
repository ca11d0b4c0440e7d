using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Accounts;
using CloudBroadcast.Controller.Operators.Tokens;
using CloudBroadcast.Controller.Storage;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.Controller;

/// <summary>
/// The whole controller on free ports with a data folder of its own. A log entry of level Error fails the test when the host
/// is disposed, unless <see cref="ErrorsAreExpected"/>.
/// </summary>
public sealed class TownHost : WebApplicationFactory<Program>
{
    private readonly FakeLog _log = new();
    private string? _ownFolder;
    private string? _token;
    private string? _password;
    private bool _started;

    public TownHost() => UseKestrel();

    /// <summary>A data folder that outlives this host; without it the host has one of its own.</summary>
    public string? KeptFolder { get; init; }

    public string DataFolder => KeptFolder ?? (_ownFolder ??= EmptyTown.Make());

    /// <summary>Configuration keys (<c>Section:Key</c>); set before the first use.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>Replaces services, such as <see cref="TimeProvider"/>; set before the first use.</summary>
    public Action<IServiceCollection>? Replace { get; set; }

    public bool ErrorsAreExpected { get; set; }

    public IReadOnlyCollection<string> Errors => _log.Errors;

    /// <summary>As the API reads and writes.</summary>
    public static JsonSerializerOptions Json { get; } = HttpGround.Configured();

    /// <summary>A script that may do everything.</summary>
    public HttpClient Http
    {
        get
        {
            var client = Nobody;
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _token ??= TokenFor(Enum.GetValues<Right>()));
            return client;
        }
    }

    /// <summary>A client whom the town does not know. Cookies are kept, redirects are not followed.</summary>
    public HttpClient Nobody
    {
        get
        {
            Start();
            return new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Services.GetRequiredService<Listening>().Http };
        }
    }

    /// <summary>The password of the administrator "admin".</summary>
    public async Task<string> AdministratorPasswordAsync() => _password ??= await NewPasswordAsync();

    private async Task<string> NewPasswordAsync()
    {
        await using var scope = Get<IServiceScopeFactory>().CreateAsyncScope();
        var administrator = await scope.ServiceProvider.GetRequiredService<TownDbContext>().Accounts
            .SingleAsync(account => account.UserName == FirstAdministrator.Name, TestContext.Current.CancellationToken);
        var book = scope.ServiceProvider.GetRequiredService<AccountBook>();
        return (await book.RescueAsync(administrator.Id, TestContext.Current.CancellationToken)).Password!;
    }

    public async Task<T> GetAsync<T>(string path) =>
        await Http.GetFromJsonAsync<T>(path, Json, TestContext.Current.CancellationToken) ?? throw new InvalidOperationException($"{path} gave null.");

    /// <summary>A service of the running host.</summary>
    public T Get<T>()
        where T : notnull
    {
        Start();
        return Services.GetRequiredService<T>();
    }

    /// <summary>An API token with these scopes.</summary>
    internal string TokenFor(params Right[] scopes)
    {
        using var database = OpenDatabase();
        var secret = TokenSecret.Make();
        database.ApiTokens.Add(new ApiToken
        {
            Id = Guid.NewGuid(),
            Name = "test",
            Hash = TokenSecret.HashOf(secret),
            Scopes = [.. scopes],
            CreatedAt = Get<TimeProvider>().GetUtcNow(),
        });
        database.SaveChanges();
        return secret;
    }

    internal TownDbContext OpenDatabase() => Get<IDbContextFactory<TownDbContext>>().CreateDbContext();

    public void Start()
    {
        if (!_started)
        {
            StartServer();
            _started = true;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (_ownFolder is not null)
        {
            Directory.Delete(_ownFolder, recursive: true);
        }

        _log.Dispose();
        Assert.True(ErrorsAreExpected || _log.Errors.Count == 0, "The host logged: " + string.Join('\n', _log.Errors));
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        builder.UseSetting("Storage:DataFolder", DataFolder);
        builder.UseSetting("Host:Http", "http://127.0.0.1:0");
        builder.UseSetting("Host:Mqtt", "127.0.0.1:0");
        builder.UseSetting("Host:GatewayHttps", "127.0.0.1:0");

        builder.UseSetting("Areas:Sample", "true");

        // Tests broadcast at any hour of the day.
        builder.UseSetting("Gateways:Curfew", "none");

        // Most tests play what they have just made; a test of the review sets its own.
        builder.UseSetting("Library:ReviewSteps", "1");

        // A test class logs in more often than a person; a test of the limit sets its own.
        builder.UseSetting("Operators:LoginsPerMinute", "1000");
        foreach (var (key, value) in Settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(_log));
        builder.ConfigureTestServices(services =>
        {
            // What protects a stolen database would be most of what a test of a page costs.
            services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1_000);
            Replace?.Invoke(services);
        });
    }
}
