using CloudBroadcast.Controller.Alerts;
using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Areas.Setup;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Broker;
using CloudBroadcast.Controller.Console;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Accounts;
using CloudBroadcast.Controller.Schedules;
using CloudBroadcast.Controller.Storage;

try
{
    if (Commands.Find(args) is { } command)
    {
        return await command.RunAsync(args[1..]);
    }

    var builder = WebApplication.CreateBuilder(args);
    builder.AddConfigurationFile(args);
    builder.AddTownLogging();
    builder.Services
        .AddHttpGround(builder.Configuration)
        .AddStorage(builder.Configuration)
        .AddAreas(builder.Configuration)
        .AddGateways(builder.Configuration)
        .AddBroker(builder.Configuration)
        .AddLibrary(builder.Configuration)
        .AddSchedules(builder.Configuration)
        .AddBroadcasts(builder.Configuration)
        .AddAlerts(builder.Configuration)
        .AddOperators(builder.Configuration)
        .AddConsole();

    var app = builder.Build();
    await app.Services.PrepareTownAsync();
    await app.Services.GetRequiredService<TownSetup>().PrepareAsync(app.Lifetime.ApplicationStopping);
    await app.Services.MakeFirstAdministratorAsync();

    app.UseHttpGround();
    var api = app.MapGroup("/api");
    api.MapAreas();
    api.MapGateways();
    api.MapLibrary();
    api.MapSchedules();
    api.MapBroadcasts();
    api.MapAlerts();
    api.MapOperators();
    app.MapConsole();
    await app.RunAsync();
    return 0;
}
catch (Exception error) when (StartProblem.Of(error) is { } problem)
{
    await Console.Error.WriteLineAsync(problem);
    return StartProblem.ExitCode;
}
