using System.Text.Encodings.Web;
using System.Text.Unicode;
using CloudBroadcast.Controller.Console.Frame;
using CloudBroadcast.Controller.Console.Gateways;
using CloudBroadcast.Controller.Console.Language;
using CloudBroadcast.Controller.Console.Records;
using CloudBroadcast.Controller.Console.Reviews;
using CloudBroadcast.Controller.Console.Settings;
using CloudBroadcast.Controller.Console.Talk;
using CloudBroadcast.Controller.Console.Library;
using CloudBroadcast.Controller.Console.Themes;
using CloudBroadcast.Controller.Console.Town;
using CloudBroadcast.Controller.Console.Week;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Door;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.Extensions.WebEncoders;

namespace CloudBroadcast.Controller.Console;

/// <summary>Registers the pages and maps them.</summary>
internal static class ConsoleServices
{
    public static IServiceCollection AddConsole(this IServiceCollection services)
    {
        // Chinese is written as it is, not as numbers.
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddConsoleLanguages();
        services.AddSingleton<Rail>();
        services.AddSingleton<LibraryRows>();
        services.AddSingleton<GatewayRows>().AddSingleton<EnrolmentAddress>().AddSingleton<MonthFigures>().AddSingleton<RelayProof>();
        services.AddSingleton<RecordReader>().AddSingleton<SettingReader>();
        services.AddSingleton<TownTime>().AddSingleton<PlanReader>().AddSingleton<GatewayEars>().AddSingleton<TownReader>();
        services.AddSingleton<ReviewQueue>().AddSingleton<ReviewLooks>();
        services.AddSingleton<TalkPlaces>().AddSingleton<TalkHearers>().AddSingleton<TalkSessions>();
        services.AddSingleton<PlanDesk>().AddScoped<PlanHand>();
        services.AddSingleton<TownPulse>().AddSingleton<TownPicture>();
        services.AddHostedService(provider => provider.GetRequiredService<TownPicture>());

        // Pages alone: what an attacker could make the API echo beside a secret stays uncompressed.
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = ["text/html"];
        });
        return services;
    }

    public static void MapConsole(this WebApplication app)
    {
        // Without this a host started from its build folder finds its own files in Development alone.
        StaticWebAssetsLoader.UseStaticWebAssets(app.Environment, app.Configuration);
        // Else each file is looked at anew for each request, and goes out uncompressed.
        app.Configuration["ReloadStaticAssetsAtRuntime"] ??= "false";
        app.UseResponseCompression();
        app.UseRequestLocalization();
        app.UseTalkSockets();
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode().Add(Mark);
        app.MapStop();
        app.MapTalk();
        app.MapLogout();
        app.MapLanguage();
        app.MapTheme();
        app.MapUploadForm();
        app.MapTownPicture();
        app.MapRecordTable();
    }

    // A page says itself what right it needs, and one that does not is refused. What keeps pages alive is for who may read.
    private static void Mark(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<ComponentTypeMetadata>().Any())
        {
            endpoint.Metadata.Add(PageMark.Instance);
        }
        else if (!endpoint.Metadata.OfType<IAuthorizeData>().Any())
        {
            endpoint.Metadata.Add(new NeedsRightAttribute(Right.Read));
        }
    }
}
