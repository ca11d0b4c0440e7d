using System.Globalization;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators.Audit;

namespace CloudBroadcast.Controller.Operators.Tokens;

/// <summary>Makes a machine's token on the data folder and prints it once: <c>token --name X --scopes a,b [--days N]</c>.</summary>
internal static class TokenCommand
{
    public const string Name = "token";

    public static Task<int> RunAsync(string[] args) => OperatorCommand.RunAsync(args, MakeAsync);

    private static async Task<int> MakeAsync(IServiceProvider services, IConfiguration wish)
    {
        if (wish["name"] is not { } name || wish["scopes"] is not { } written)
        {
            return await OperatorCommand.RefuseAsync($"Usage: {Name} --name NAME --scopes A,B [--days N] [--Storage:DataFolder FOLDER]");
        }

        var words = written.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.FirstOrDefault(word => !IsRight(word)) is { } unknown)
        {
            return await OperatorCommand.RefuseAsync(Refusal.Sentence("--scopes", unknown, ValueWords.For(typeof(Right))));
        }

        if (wish["days"] is { } text && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return await OperatorCommand.RefuseAsync(Refusal.Sentence("--days", text, "a whole number"));
        }

        var days = wish["days"] is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : (int?)null;
        var scopes = words.Select(word => Enum.Parse<Right>(word, ignoreCase: true)).ToList();
        if (TokenBook.ProblemsOf(name, scopes, days).Select(problem => $"--{problem.Field}: {problem.Problem}").FirstOrDefault() is { } problem)
        {
            return await OperatorCommand.RefuseAsync(problem);
        }

        var lifetime = days is { } lasting ? TimeSpan.FromDays(lasting) : (TimeSpan?)null;
        var (_, secret) = await services.GetRequiredService<TokenBook>().MakeAsync(name, scopes, lifetime, Actor.CommandLine, CancellationToken.None);
        await System.Console.Out.WriteLineAsync(secret);
        return 0;
    }

    private static bool IsRight(string word) => Enum.GetNames<Right>().Contains(word, StringComparer.OrdinalIgnoreCase);
}
