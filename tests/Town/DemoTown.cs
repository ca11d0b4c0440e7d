using System.Text.Json;

namespace CloudBroadcast.Town;

/// <summary>The town that <c>./run.sh</c> shows until it is told to end.</summary>
internal static class DemoTown
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>What the command line asked for.</summary>
    public sealed record Wishes(string? Data, int Port, string? Ready, string? Listen);

    public static async Task<int> RunAsync(Wishes wishes, CancellationToken cancellationToken)
    {
        var heard = wishes.Listen is null ? null : Find(wishes.Listen);
        var folder = wishes.Data is null ? Directory.CreateTempSubdirectory("cloudbroadcast-").FullName : Path.GetFullPath(wishes.Data);
        try
        {
            await using var town = await TownRunner.StartAsync(Settings(folder, wishes.Port, heard), cancellationToken);
            if ((await town.Api.GetListAsync("/api/programmes", cancellationToken)).Count == 0)
            {
                Console.WriteLine("Speaking the sample programmes …");
                await SampleWeek.FillAsync(town.Api, TimeProvider.System, cancellationToken);
            }

            var administrator = await ControllerApi.ResetAdministratorAsync(town.DataFolder, cancellationToken);
            Tell(town, folder, wishes.Ready, administrator);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Console.WriteLine("The town has ended.");
        }

        // Where it could not start, an exception has passed by here, and its logs stay.
        if (wishes.Data is null)
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static TownSettings Settings(string folder, int port, Place? heard)
    {
        Console.WriteLine($"Starting the town in {folder} …");
        return new TownSettings
        {
            Folder = folder,
            Port = port,
            AlsaDevices = heard is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [heard.GatewayId] = "default" },
        };
    }

    private static Place Find(string village) => Place.All.FirstOrDefault(place => place.Code == village || place.Name == village || place.GatewayId == village)
        ?? throw new BadInputException($"--listen is \"{village}\"; the villages are {string.Join('、', Place.All.Select(place => place.Name))}.");

    private static void Tell(TownRunner town, string folder, string? readyFile, string administrator)
    {
        var address = town.Api.Address.ToString().TrimEnd('/');
        Console.WriteLine($"Console: {address}/");
        Console.WriteLine($"         {administrator}");
        Console.WriteLine($"API:     {address}/openapi/v1.json");
        Console.WriteLine($"What each village's loudspeaker line carried last: {folder}/gateways/*/recordings/*.wav");
        Console.WriteLine("The first broadcast starts in some seconds. Ctrl-C ends the town.");
        if (readyFile is null)
        {
            return;
        }

        var ready = new
        {
            console = $"{address}/",
            api = $"{address}/api",
            token = town.Api.Token,
            openapi = $"{address}/openapi/v1.json",
            mqtt = $"localhost:{town.MqttPort}",
            dataDirectory = folder,
            certificateAuthority = town.CertificateAuthority,
            gateways = town.Gateways.Select(gateway => new
            {
                id = gateway.Id,
                area = gateway.Place.Code,
                processId = gateway.Agent.Id,
                serialPort = gateway.SerialPort,
                certificate = Path.Combine(gateway.Folder, "gateway.crt"),
                key = Path.Combine(gateway.Folder, "gateway.key"),
                recordings = gateway.RecordingsFolder,
            }),
        };
        var temporary = readyFile + ".tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(ready, Indented));
        File.Move(temporary, readyFile, overwrite: true);
    }
}
