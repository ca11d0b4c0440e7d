using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Hosting;

/// <summary>Tells a wrong configuration, which the operator can mend, from a fault of ours, which shall show its trace.</summary>
internal static class StartProblem
{
    /// <summary>Exit code for wrong input.</summary>
    public const int ExitCode = 2;

    /// <summary>One line for the operator, or null when it is our fault.</summary>
    public static string? Of(Exception error) => error switch
    {
        OptionsValidationException wrong => string.Join(" ", wrong.Failures),
        InvalidOperationException { TargetSite.DeclaringType.Namespace: "Microsoft.Extensions.Configuration" } unbound => unbound.Message,
        FileNotFoundException or InvalidDataException => error.Message,
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } taken => taken.Message,
        _ => null,
    };
}
