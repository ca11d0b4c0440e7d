using CloudBroadcast.DeviceAgent.Enrolment;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Settings;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Terminal;

/// <summary>Says on a terminal what is unfit: one line for each thing.</summary>
internal static class Complaint
{
    /// <summary>Whether it is the fault of what was typed, of the configuration or of a file, and no bug. The JSON reader throws InvalidDataException.</summary>
    public static bool IsUnfitness(Exception error) => error is SettingsException or LinkFileException or EnrolmentFailure or OptionsValidationException
        or InvalidDataException or IOException or UnauthorizedAccessException or FormatException;

    /// <summary>Says it, and returns the exit code.</summary>
    public static async Task<int> SayAsync(Exception error, TextWriter complains)
    {
        foreach (var line in Lines(error))
        {
            await complains.WriteLineAsync("CloudBroadcast agent: " + line.ReplaceLineEndings(" "));
        }

        return ExitCode.Unfit;
    }

    private static IEnumerable<string> Lines(Exception error) => error switch
    {
        SettingsException settings => settings.Problems,
        OptionsValidationException validation => validation.Failures,
        InvalidDataException { InnerException: not null } => [$"{error.Message} {error.GetBaseException().Message}"],
        _ => [error.Message],
    };
}
