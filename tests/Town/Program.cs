namespace CloudBroadcast.Town;

/// <summary>In a namespace of its own, beside the controller's, for tests that see both.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => Commands.Root().Parse(args).InvokeInOneLineAsync();
}
