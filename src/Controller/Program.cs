using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Console;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Storage;

var builder = WebApplication.CreateBuilder(args);
builder.AddConfigurationFile(args);
builder.AddTownLogging();

builder.Services
    .AddHttpGround(builder.Configuration)
    .AddStorage(builder.Configuration)
    .AddGateways()
    .AddConsole(builder.Configuration);

var app = builder.Build();
await app.Services.PrepareTownAsync();

app.UseHttpGround();

var api = app.MapGroup("/api");
api.MapAreas();

app.MapConsole();

await app.RunAsync();
