using System.CommandLine;

namespace CloudBroadcast.Operator;

/// <summary>What <c>cloudbroadcast-operator</c> understands: the second hand of an emergency, away from the controller.</summary>
internal static class OperatorCommands
{
    private const int BadInput = 2;
    private const int Failed = 1;

    private static readonly Option<string> Out = new("--out") { Description = "Where the private key shall lie; nothing may be there.", Required = true };
    private static readonly Option<string> Passphrase = new("--passphrase-file") { Description = "A file whose first line is the key's passphrase." };
    private static readonly Argument<string> Address = new("URL") { Description = "Of the controller's console." };
    private static readonly Option<string> Token = new("--token-file") { Description = "A file with an API token." };
    private static readonly Option<string> Key = new("--key") { Description = "The private key.", Required = true };
    private static readonly Option<bool> Yes = new("--yes") { Description = "Sign without asking." };

    public static async Task<int> RunAsync(string[] args, TextReader input, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var parsed = Root(input, output).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await error.WriteLineAsync(parsed.Errors[0].Message);
            return BadInput;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = error }, cancellationToken);
        }
        catch (Exception problem) when (problem is OperatorException or IOException or UnauthorizedAccessException or HttpRequestException)
        {
            await error.WriteLineAsync(problem.Message);
            return problem is HttpRequestException or OperatorException ? Failed : BadInput;
        }
    }

    private static RootCommand Root(TextReader input, TextWriter output)
    {
        var make = new Command("new-key", "Makes an operator's key; register the public half in the console.") { Out, Passphrase };
        make.SetAction(async (result, token) =>
        {
            using var key = KeyFile.Make(result.GetValue(Out)!, await FirstLineAsync(result.GetValue(Passphrase), token));
            await output.WriteLineAsync($"key id      {key.KeyId}");
            await output.WriteLineAsync($"public key  {Convert.ToBase64String(key.PublicKey.Span)}");
            return 0;
        });
        var approve = new Command("approve", "Shows what waits for a second hand, and signs it.") { Address, Token, Key, Passphrase, Yes };
        approve.SetAction(async (result, token) =>
        {
            using var key = KeyFile.Read(result.GetValue(Key)!, await FirstLineAsync(result.GetValue(Passphrase), token));
            using var controller = new ControllerClient(AddressOf(result.GetValue(Address)!), await FirstLineAsync(result.GetValue(Token), token));
            var approved = await new Approving(controller, key, input, output, result.GetValue(Yes)).RunAsync(token);
            await output.WriteLineAsync($"{approved} approved");
            return 0;
        });
        return new RootCommand("The second hand: approves alerts and configurations with a key that the controller does not have.") { make, approve };
    }

    private static Uri AddressOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https")
        ? address
        : throw new OperatorException($"URL is \"{text}\". Allowed: an address such as https://controller:5080.");

    private static async Task<string?> FirstLineAsync(string? file, CancellationToken cancellationToken) =>
        file is null ? null : (await File.ReadAllLinesAsync(file, cancellationToken)).FirstOrDefault()?.Trim();
}
