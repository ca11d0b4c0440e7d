using CloudBroadcast.Operator.Approvals;
using CloudBroadcast.Operator.Keys;
using CloudBroadcast.Operator.Releases;

namespace CloudBroadcast.Operator;

/// <summary>The tool from its arguments to its exit code: makes an operator's key, and signs with it what the controller can't sign alone: documents and releases.</summary>
internal sealed class OperatorTool(TextReader input, TextWriter output, TextWriter errors, HttpMessageHandler network, TimeProvider time)
{
    private const string Usage = """
        cloudbroadcast-operator new-key --out FILE [--passphrase-file FILE]
        cloudbroadcast-operator public  --key FILE [--passphrase-file FILE]
        cloudbroadcast-operator approve --url URL --token-file FILE --key FILE [--passphrase-file FILE] [--id ID] [--yes] [--audio FOLDER] [--allow-http]
        cloudbroadcast-operator release --program FOLDER --version VERSION --arch amd64|arm64 --key FILE [--passphrase-file FILE] --out FILE
        """;

    public async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            switch (arguments)
            {
                case ["new-key", .. var rest]:
                    await KeyCommands.NewAsync(rest, output);
                    return ExitCode.Good;
                case ["public", .. var rest]:
                    await KeyCommands.PublicAsync(rest, output);
                    return ExitCode.Good;
                case ["approve", .. var rest]:
                    return await ApproveCommand.RunAsync(rest, input, output, network, time);
                case ["release", .. var rest]:
                    await ReleaseCommand.RunAsync(rest, output);
                    return ExitCode.Good;
                case ["--help" or "-h"]:
                    await output.WriteLineAsync(Usage);
                    return ExitCode.Good;
                default:
                    throw new RefusedException($"The command is \"{(arguments.Length > 0 ? arguments[0] : "")}\". Allowed: new-key, public, approve, release, --help.");
            }
        }
        catch (RefusedException refused)
        {
            return await FailAsync(refused.Message, ExitCode.Refused);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return await FailAsync(error.Message, ExitCode.Refused);
        }
        catch (ControllerException error)
        {
            return await FailAsync(error.Message, ExitCode.Unsigned);
        }
    }

    private async Task<int> FailAsync(string line, int exitCode)
    {
        await errors.WriteLineAsync(line.ReplaceLineEndings(" "));
        return exitCode;
    }
}
