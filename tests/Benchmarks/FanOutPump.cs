using System.Buffers.Binary;
using System.Diagnostics;
using CloudBroadcast.Controller.Broker;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

[assembly: HostingStartup(typeof(CloudBroadcast.Benchmarks.FanOutStartup))]

namespace CloudBroadcast.Benchmarks;

/// <summary>Adds the streams of a load test to the controller's own process, which loads this assembly for it.</summary>
internal sealed class FanOutStartup : IHostingStartup
{
    public void Configure(IWebHostBuilder builder) => builder.ConfigureServices(services =>
    {
        foreach (var stream in LoadStream.All)
        {
            services.AddSingleton<IHostedService>(provider => new FanOutPump(stream, provider.GetRequiredService<Postman>()));
        }
    });
}

/// <summary>Sends one stream of stamped messages to every gateway of a load test, as long as the controller runs.</summary>
internal sealed class FanOutPump(LoadStream stream, Postman postman) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        postman.OpenStream(stream.Id, Enumerable.Range(0, LoadTown.MostGateways).Select(LoadTown.NameOf));
        using var timer = new PeriodicTimer(stream.Interval, TimeProvider.System);
        for (var sequence = 1u; await timer.WaitForNextTickAsync(stoppingToken); sequence++)
        {
            // As struct stamp of load-client/figures.h has it; on Linux the stopwatch is CLOCK_MONOTONIC in ns.
            var message = new byte[stream.Bytes];
            BinaryPrimitives.WriteInt64LittleEndian(message, Stopwatch.GetTimestamp());
            BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(8), sequence);
            postman.PublishStream(stream.Id, message);
        }
    }
}
