using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

public sealed class AmplifierServicesTests
{
    [Fact]
    public void Without_a_port_there_is_no_board()
    {
        using var host = Host();

        Assert.IsType<NoRelayBoard>(host.Services.GetRequiredService<IRelayBoard>());
        Assert.Equal(TimeSpan.Zero, host.Services.GetRequiredService<Amplifier>().WakeTime);
    }

    [Fact]
    public void With_a_port_the_board_is_the_one_bridge_that_the_host_runs()
    {
        using var host = Host(("Port", "/dev/serial/by-id/bridge"), ("WarmUp", "00:00:02"));

        var bridge = Assert.IsType<SerialRelayBoard>(host.Services.GetRequiredService<IRelayBoard>());
        Assert.Contains(bridge, host.Services.GetServices<IHostedService>());
        Assert.Equal(TimeSpan.FromMilliseconds(2000 + 300 + 1000), host.Services.GetRequiredService<Amplifier>().WakeTime);
    }

    [Theory]
    [InlineData("Zones", "9")]
    [InlineData("WarmUp", "5")] // .NET reads a bare number as days
    [InlineData("Settle", "-00:00:01")]
    [InlineData("Hold", "00:00:30")]
    [InlineData("LongestOn", "03:00:00")]
    public void A_value_out_of_range_is_refused_by_name(string option, string value)
    {
        using var host = Host((option, value));

        var refusal = Assert.Throws<OptionsValidationException>(() => host.Services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(option, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistyped_option_is_refused_by_name()
    {
        using var host = Host(("WarmUpp", "00:00:01"));

        var refusal = Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains("WarmUpp", refusal.Message, StringComparison.Ordinal);
    }

    private static IHost Host(params (string Option, string Value)[] settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Amplifier:{setting.Option}", (string?)setting.Value)));
        builder.Services.AddAmplifier(builder.Configuration);
        return builder.Build();
    }
}
