using System.Text.Encodings.Web;
using System.Text.Unicode;
using CloudBroadcast.Controller.Console.Frame;
using CloudBroadcast.Controller.Console.Town;
using CloudBroadcast.Controller.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.WebEncoders;

namespace CloudBroadcast.Controller.Console;

/// <summary>Registers the pages and maps them.</summary>
internal static class ConsoleServices
{
    public static IServiceCollection AddConsole(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ConsoleOptions>()
            .Bind(configuration.GetSection("Console"), binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ConsoleOptions>, ConsoleOptionsValidator>();

        // Chinese is written as it is, not as numbers.
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddSingleton<TownTime>().AddSingleton<PlanReader>().AddSingleton<GatewayEars>().AddSingleton<TownReader>();
        services.AddSingleton<TownPulse>().AddSingleton<TownPicture>();
        services.AddHostedService(provider => provider.GetRequiredService<TownPicture>());

        // Pages alone: what an attacker could make the API echo beside a secret stays uncompressed.
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = ["text/html"];
        });
        return services.AddKeptForms();
    }

    public static void MapConsole(this WebApplication app)
    {
        // Without this a host started from its build folder finds its own files in Development alone.
        StaticWebAssetsLoader.UseStaticWebAssets(app.Environment, app.Configuration);
        app.UseResponseCompression();
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        app.MapStop();
    }

    // A form that was opened before the controller restarted must still be good after it: 停止 above all.
    private static IServiceCollection AddKeptForms(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("CloudBroadcast");
        services.AddOptions<KeyManagementOptions>().Configure<IOptions<StorageOptions>, ILoggerFactory>((keys, storage, logs) =>
            keys.XmlRepository = new FileSystemXmlRepository(
                new DirectoryInfo(Path.Combine(storage.Value.DataFolder, "keys", "forms")), logs));
        return services;
    }
}
