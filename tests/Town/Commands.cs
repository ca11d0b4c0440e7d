using System.CommandLine;
using System.Diagnostics;

namespace CloudBroadcast.Town;

/// <summary>What <c>./run.sh</c> understands.</summary>
internal static class Commands
{
    private const int BadInput = 2;
    private const int LongestText = 20_000;

    private static readonly Option<string> Data = new("--data") { Description = "Keep the town's data in this folder; without it a new one is made and removed at the end." };
    private static readonly Option<int> Port = new("--port") { Description = "Port of console and API; 0 takes any free one.", DefaultValueFactory = _ => 5080 };
    private static readonly Option<string> Ready = new("--ready") { Description = "Write a JSON object with addresses, processes and files here once everything is up." };
    private static readonly Option<string> Listen = new("--listen") { Description = "Play this village (code or name) through this machine's own sound card." };
    private static readonly Option<string> Areas = new("--areas") { Description = "Codes of the areas that shall hear it, with commas between; the whole town without it." };
    private static readonly Option<int> Volume = new("--volume") { Description = "0 to 100.", DefaultValueFactory = _ => 80 };
    private static readonly Option<string> Out = new("--out") { Description = "Folder for recordings, relay edges and report.", DefaultValueFactory = _ => "broadcast" };
    private static readonly Argument<string> File = new("FILE") { Description = "Any audio that ffmpeg reads." };
    private static readonly Argument<string> Text = new("TEXT") { Description = "What shall be spoken, in Mandarin." };

    public static RootCommand Root()
    {
        var root = new RootCommand("A whole town at work on this machine: one controller, twelve gateways, each with its relay bridge.") { Data, Port, Ready, Listen };
        root.SetAction((result, token) => DemoTown.RunAsync(
            new DemoTown.Wishes(result.GetValue(Data), result.GetValue(Port), result.GetValue(Ready), result.GetValue(Listen)), token));
        var broadcast = new Command("broadcast", "Plays FILE once through a fresh town and writes down what each loudspeaker line carried.") { File, Areas, Volume, Out };
        broadcast.SetAction((result, token) => BroadcastAsync(result, Checked(result.GetValue(File)!), null, token));
        var say = new Command("say", "The same with speech.") { Text, Areas, Volume, Out };
        say.SetAction((result, token) => BroadcastAsync(result, null, CheckedText(result.GetValue(Text)!), token));
        root.Add(broadcast);
        root.Add(say);
        return root;
    }

    /// <summary>Runs a parsed command: bad input is one line and exit code 2, a failure one line and exit code 1.</summary>
    public static async Task<int> InvokeInOneLineAsync(this ParseResult parsed)
    {
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine(parsed.Errors[0].Message);
            return BadInput;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(5) });
        }
        catch (BadInputException error)
        {
            Console.Error.WriteLine(error.Message);
            return BadInput;
        }
        catch (Exception error) when (error is TownException or FileNotFoundException or HttpRequestException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }

    private static async Task<int> BroadcastAsync(ParseResult parsed, string? file, string? text, CancellationToken cancellationToken)
    {
        var areas = CheckedAreas(parsed.GetValue(Areas));
        var volume = parsed.GetValue(Volume);
        if (volume is < 0 or > 100)
        {
            throw new BadInputException($"--volume is \"{volume}\"; 0 to 100 is allowed.");
        }

        var folder = Directory.CreateTempSubdirectory("cloudbroadcast-").FullName;
        var failed = true;
        try
        {
            Console.WriteLine("Starting the town …");
            await using var town = await TownRunner.StartAsync(new TownSettings { Folder = folder }, cancellationToken);
            var programme = file is not null
                ? await town.Api.ImportAsync(file, Path.GetFileNameWithoutExtension(file), "notice", cancellationToken)
                : await town.Api.SpeakAsync("run.sh say", "notice", text!, cancellationToken);
            var run = new BroadcastRun(town, areas, volume, Path.GetFullPath(parsed.GetValue(Out)!), TimeProvider.System);
            var playedWhole = await run.RunAsync(Guid.Parse((string)programme["id"]!), cancellationToken);
            failed = !playedWhole;
            return playedWhole ? 0 : 1;
        }
        finally
        {
            if (failed)
            {
                Console.Error.WriteLine($"The logs are kept in {folder}.");
            }
            else
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static string[] CheckedAreas(string? text)
    {
        var areas = text is null ? [Place.TownCode] : text.Split(',', StringSplitOptions.TrimEntries);
        var unknown = areas.FirstOrDefault(area => !Place.Codes.Contains(area));
        return unknown is null
            ? areas
            : throw new BadInputException($"--areas holds \"{unknown}\", which is no area of the town; its villages are {Place.All[0].Code} to {Place.All[^1].Code}, the town is {Place.TownCode}.");
    }

    private static string CheckedText(string text) => text.Trim().Length switch
    {
        0 => throw new BadInputException("TEXT is empty; say what shall be spoken."),
        > LongestText => throw new BadInputException($"TEXT has {text.Length} characters; at most {LongestText} are spoken."),
        _ => text,
    };

    private static string Checked(string file)
    {
        if (!System.IO.File.Exists(file))
        {
            throw new BadInputException($"FILE is \"{file}\", and there is no such file.");
        }

        // One second of it is decoded: a file that only claims to be audio shall not start a town.
        using var probe = Process.Start(new ProcessStartInfo("ffmpeg",
            ["-nostdin", "-v", "error", "-xerror", "-protocol_whitelist", "file,pipe", "-t", "1", "-i", file, "-map", "0:a:0", "-f", "null", "-"])
        {
            RedirectStandardError = true,
        })!;
        probe.StandardError.ReadToEnd();
        probe.WaitForExit();
        return probe.ExitCode == 0 ? file : throw new BadInputException($"FILE is \"{file}\", and ffmpeg finds no audio in it.");
    }
}

/// <summary>The person at the keyboard gave something that can't be used; nothing was started.</summary>
internal sealed class BadInputException(string message) : Exception(message);
