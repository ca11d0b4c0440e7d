using System.Text.Json;
using CloudBroadcast.Controller.Gateways;

namespace CloudBroadcast.Controller.Hosting;

/// <summary>What <c>--ready-file</c> tells scripts once everything listens.</summary>
internal sealed record ReadyFile(string Http, string Mqtt, string GatewayHttps, string CertificateAuthority);

/// <summary>Writes the file named by <c>--ready-file</c>.</summary>
internal static class ReadyFileWriter
{
    public static void WriteReadyFile(this WebApplication app)
    {
        if (app.Configuration["ready-file"] is { } file)
        {
            app.Lifetime.ApplicationStarted.Register(() => Write(file, app.Services));
        }
    }

    private static void Write(string file, IServiceProvider services)
    {
        var listening = services.GetRequiredService<Listening>();
        var ready = new ReadyFile(
            listening.Http.ToString().TrimEnd('/'), listening.Mqtt.ToString(), listening.GatewayHttps.ToString(), services.GetRequiredService<TownCertificateAuthority>().RootFile);

        // Renamed into place, so that nobody reads half of it.
        var temporary = $"{file}.{Environment.ProcessId}.tmp";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(ready, JsonSerializerOptions.Web));
        File.Move(temporary, file, overwrite: true);
    }
}
