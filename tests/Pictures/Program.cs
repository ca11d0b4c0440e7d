using CloudBroadcast.Town;

namespace CloudBroadcast.Pictures;

/// <summary>
/// Looks at every page of the console of a real demo town: by day, by night and on a phone. All pictures go to
/// <c>artifacts/screenshots</c>, those that the documents show to <c>docs/pictures</c>.
/// </summary>
internal static class Program
{
    /// <param name="args">Where not all is wanted, how the names of the pictures begin.</param>
    public static async Task<int> Main(string[] args)
    {
        var only = args.ElementAtOrDefault(0) ?? "";
        var pictures = Directory.CreateDirectory(Path.Combine(Checkout.Root, "artifacts", "screenshots")).FullName;
        var documents = Directory.CreateDirectory(Path.Combine(Checkout.Root, "docs", "pictures")).FullName;
        var folder = Directory.CreateTempSubdirectory("pictures-").FullName;
        using var ended = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            ended.Cancel();
        };
        try
        {
            await using var town = await TownRunner.StartAsync(new TownSettings { Folder = folder, CopiesSound = false }, ended.Token);
            var missed = await TakeAllAsync(town, pictures, documents, only, ended.Token);
            Console.WriteLine($"The pictures are in {pictures}; those of the documents in {documents}.");
            return missed == 0 ? 0 : 1;
        }
        catch (TownException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> TakeAllAsync(TownRunner town, string pictures, string documents, string only, CancellationToken cancellationToken)
    {
        var sitters = await Sitters.MakeAsync(town, cancellationToken);
        await using var console = await ConsoleBrowser.StartAsync(town, "--font-render-hinting=none", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream");
        var photographer = new Photographer(town, console, pictures, documents);
        var password = await photographer.MakePersonAsync(cancellationToken);

        // One village in twelve is always away.
        await town.Gateways[8].Agent.KillAsync();
        var missed = 0;
        foreach (var sight in Sight.All)
        {
            missed += await photographer.TakeAsync(sitters, sight, password, only, cancellationToken);
        }

        return missed;
    }
}
