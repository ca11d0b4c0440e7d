namespace CloudBroadcast.Operator;

/// <summary>The second hand at the command line.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        using var network = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(10) };
        return await new OperatorTool(Console.In, Console.Out, Console.Error, network, TimeProvider.System).RunAsync(args);
    }
}
