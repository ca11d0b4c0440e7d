using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Gateways.Enrolment;

/// <summary>Makes a one-time code at the machine itself: <c>enrolment-code --gateway ID</c>, on the data folder, whether the controller runs or not.</summary>
internal static class EnrolmentCodeCommand
{
    public const string Name = "enrolment-code";

    private const string MadeBy = "command line";

    /// <summary>The process's exit code: 0 with code and expiry on two lines, or 2 with one line on standard error.</summary>
    public static Task<int> RunAsync(string[] args) => Commands.OnDataFolderAsync(args, builder => builder.Services.AddGatewayKeys(builder.Configuration), MakeAsync);

    private static async Task<int> MakeAsync(IServiceProvider services, IConfiguration wish)
    {
        if (wish["gateway"] is not { } gatewayId)
        {
            return await Commands.RefuseAsync($"Usage: {Name} --gateway ID [--Storage:DataFolder FOLDER]");
        }

        await services.PrepareTownAsync();
        await using var database = services.GetRequiredService<IDbContextFactory<TownDbContext>>().CreateDbContext();
        if (!await database.Gateways.AnyAsync(gateway => gateway.Id == gatewayId))
        {
            return await Commands.RefuseAsync(Refusal.Sentence("--gateway", gatewayId, "the ids of GET /api/gateways"));
        }

        var made = await services.GetRequiredService<EnrolmentCodes>().MakeAsync(database, gatewayId, MadeBy, CancellationToken.None);
        await services.GetRequiredService<AuditTrail>()
            .WriteAsync(database, Actor.CommandLine, "gateway.enrolmentCode", gatewayId, null, new { made.ExpiresAt }, CancellationToken.None);
        await System.Console.Out.WriteLineAsync(made.Code.ToString());
        await System.Console.Out.WriteLineAsync($"{made.ExpiresAt:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        return 0;
    }
}
