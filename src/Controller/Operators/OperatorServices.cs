using CloudBroadcast.Controller.Operators.Accounts;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Operators.Door;
using CloudBroadcast.Controller.Operators.Duty;
using CloudBroadcast.Controller.Operators.Tokens;
using CloudBroadcast.Controller.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Operators;

/// <summary>Registers accounts, sessions, tokens, rights, the audit trail, and what those on duty keep.</summary>
internal static class OperatorServices
{
    /// <summary>Twice the framework's default: OWASP's figure for PBKDF2 with HMAC-SHA-512 (Password Storage Cheat Sheet, 2023).</summary>
    private const int HashRounds = 210_000;

    private const string SchemeByHeader = "session or token";

    public static IServiceCollection AddOperators(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddPeople(configuration).AddRightPolicies().AddLoginLimit().AddKeptForms();
        services.AddSingleton<Sessions>().AddSingleton<Denials>().AddScoped<Doorkeeper>().AddScoped<Reauthentication>().AddScoped<AccountDesk>();
        services.AddSingleton<DutyPhones>().AddSingleton<ShiftNotes>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, FailureReasons>();
        services.AddSingleton<IConfigureOptions<CookieAuthenticationOptions>, SessionCookies>();
        services.AddAuthentication(SchemeByHeader)
            .AddPolicyScheme(SchemeByHeader, null, options => options.ForwardDefaultSelector = http =>
                TokenSecret.Of(http.Request.Headers.Authorization) is null ? Sessions.Scheme : TokenHandler.TokenScheme)
            .AddCookie(Sessions.Scheme).AddCookie(Sessions.HalfScheme)
            .AddScheme<AuthenticationSchemeOptions, TokenHandler>(TokenHandler.TokenScheme, null);
        return services;
    }

    /// <summary>Accounts, tokens and trail without a door: what the commands need.</summary>
    public static IServiceCollection AddPeople(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OperatorOptions>()
            .Bind(configuration.GetSection(OperatorOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<IValidateOptions<OperatorOptions>, OperatorOptionsValidator>();
        services.AddHttpContextAccessor().AddSingleton<AuditTrail>().AddSingleton<SessionEnds>().AddSingleton<SecondFactor>();
        services.AddScoped<TokenBook>().AddScoped<AccountBook>();
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = HashRounds);
        services.AddDataProtection();
        services.AddIdentityCore<Account>(options =>
        {
            // AccountRules says what names and passwords must be, in the people's language.
            options.User.AllowedUserNameCharacters = "";
            (options.Password.RequiredLength, options.Password.RequireDigit, options.Password.RequireLowercase) = (1, false, false);
            (options.Password.RequireUppercase, options.Password.RequireNonAlphanumeric) = (false, false);
        }).AddUserStore<AccountStore>();
        return services;
    }

    /// <summary>In this order: who is it, is it a browser led by another site, does it try too often, may it, is it still there.</summary>
    public static void UseOperators(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseMiddleware<OriginGate>();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseMiddleware<CircuitGuard>();
    }

    public static void MapOperators(this IEndpointRouteBuilder api)
    {
        api.MapSession();
        api.MapAccounts();
        api.MapTokens();
        api.MapAudit();
    }

    // A form or a session that was open before the controller restarted must still be good after it: 停止 above all.
    private static IServiceCollection AddKeptForms(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("CloudBroadcast");
        services.AddOptions<KeyManagementOptions>().Configure<IOptions<StorageOptions>, ILoggerFactory>((keys, storage, logs) =>
            keys.XmlRepository = new FileSystemXmlRepository(
                new DirectoryInfo(Path.Combine(storage.Value.DataFolder, "keys", "forms")), logs));
        return services;
    }
}
