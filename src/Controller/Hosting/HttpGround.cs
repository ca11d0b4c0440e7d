using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CloudBroadcast.Controller.Areas.Setup;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Hosting;

/// <summary>What every page and endpoint stands on: listeners, JSON, refusals, OpenAPI, health.</summary>
internal static class HttpGround
{
    /// <summary>The stop has to be over within three seconds.</summary>
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(2.5);

    public static IServiceCollection AddHttpGround(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AddressOptions>()
            .Bind(configuration.GetSection(AddressOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AddressOptions>, AddressOptionsValidator>();
        services.AddSingleton<Listening>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, HttpListeners>();
        services.AddSingleton(TimeProvider.System);
        services.Configure<HostOptions>(options => options.ShutdownTimeout = StopWithin);
        services.Configure<JsonOptions>(options => Configure(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddProblemDetails();
        services.AddExceptionHandler<RefusalHandler>();
        services.AddOpenApi();
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database", tags: [HealthEndpoints.Ready]);
        return services;
    }

    public static void UseHttpGround(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<HostGate>();
        app.UseMiddleware<AuditedRequests>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use(KeepJson);
        app.UseOperators();
        app.UseMiddleware<SetupGate>();
        app.MapOpenApi().RequireRight(Right.Read);
        app.MapHealth();
        app.WriteReadyFile();
    }

    /// <summary>A refusal quotes from the body, which by then has been read.</summary>
    private static Task KeepJson(HttpContext context, RequestDelegate next)
    {
        if (context.Request.HasJsonContentType() && context.Request.ContentLength <= RefusalHandler.KeptBytes)
        {
            context.Request.EnableBuffering();
        }

        return next(context);
    }

    /// <summary>The API's JSON, for who reads or writes it outside of a request.</summary>
    public static JsonSerializerOptions Configured()
    {
        var json = new JsonSerializerOptions(JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        Configure(json);
        return json;
    }

    /// <summary>camelCase; enums as words; what is unknown, missing, doubled or of another type is refused.</summary>
    private static void Configure(JsonSerializerOptions json)
    {
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
        json.AllowDuplicateProperties = false;
    }
}
