namespace CloudBroadcast.Operator;

/// <summary>The second hand at the command line.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => OperatorCommands.RunAsync(args, Console.In, Console.Out, Console.Error, CancellationToken.None);
}
