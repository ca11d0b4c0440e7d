using System.Globalization;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Storage;

namespace CloudBroadcast.Controller.Gateways.Keys;

/// <summary>Begins to change a key at the machine itself, or ends the waiting: <c>rotate-key --key ordinary|emergency [--grace HOURS] [--finish true]</c>. The controller takes it on.</summary>
internal static class RotateKeyCommand
{
    public const string Name = "rotate-key";

    public static Task<int> RunAsync(string[] args) => Commands.OnDataFolderAsync(args, builder => builder.Services.AddGatewayKeys(builder.Configuration), RotateAsync);

    private static async Task<int> RotateAsync(IServiceProvider services, IConfiguration wish)
    {
        if (wish["key"] is not { } word)
        {
            return await Commands.RefuseAsync($"Usage: {Name} --key ordinary|emergency [--grace HOURS] [--finish true] [--Storage:DataFolder FOLDER]");
        }

        if (KeyEndpoints.PurposeOf(word) is not { } purpose)
        {
            return await Commands.RefuseAsync(Refusal.Sentence("--key", word, "ordinary, emergency"));
        }

        var hours = 0;
        if (wish["grace"] is { } grace && (!int.TryParse(grace, NumberStyles.None, CultureInfo.InvariantCulture, out hours) || hours > 2160))
        {
            return await Commands.RefuseAsync(Refusal.Sentence("--grace", grace, "0 to 2160"));
        }

        await services.PrepareTownAsync();
        var rotations = services.GetRequiredService<KeyRotations>();
        var done = wish["finish"] == "true"
            ? await rotations.FinishAsync(purpose, CancellationToken.None)
            : await rotations.BeginAsync(purpose, wish["grace"] is null ? null : TimeSpan.FromHours(hours), CancellationToken.None);
        var status = await rotations.ReadAsync(purpose, CancellationToken.None);
        if (!done)
        {
            return await Commands.RefuseAsync($"The {word} key stands at \"{status.Step}\": {(status.Step is RotationStep.None ? "no change waits" : "a change is under way")}.");
        }

        await System.Console.Out.WriteLineAsync($"{word}: {status.KeyId} -> {status.NextKeyId}; gateways that do not know it yet: {status.Missing.Count}");
        return 0;
    }
}
