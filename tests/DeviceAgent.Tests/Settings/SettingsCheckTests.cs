using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Playback;
using CloudBroadcast.DeviceAgent.Store;
using Microsoft.Extensions.Configuration;

namespace CloudBroadcast.DeviceAgent.Settings;

public class SettingsCheckTests
{
    [Theory]
    [InlineData("Amplifier:WarmUpp", "00:00:01", "Amplifier:WarmUpp ('00:00:01') is no setting; the nearest is Amplifier:WarmUp.")]
    [InlineData("Amplifier:zoens", "2", "Amplifier:zoens ('2') is no setting; the nearest is Amplifier:Zones.")]
    [InlineData("Lnik:Folder", "/x", "There is no section 'Lnik'; the nearest is Link. Allowed: Link, Store, Playback, Amplifier, Health, Logging.")]
    [InlineData("Amplifier:Zones", "9", "Amplifier:Zones is '9'; allowed: 1 to 8.")]
    [InlineData("Amplifier:Zones", "many", "Amplifier:Zones is 'many'; give a whole number.")]
    [InlineData("Amplifier:Zones", "", "Amplifier:Zones is ''; give a whole number.")]
    [InlineData("Amplifier:WarmUp", "5", "Amplifier:WarmUp is '5'; that is 5.00:00:00; allowed: 00:00:00 to 00:01:00, as hours:minutes:seconds.")]
    [InlineData("Amplifier:WarmUp", "soon", "Amplifier:WarmUp is 'soon'; give a time as hours:minutes:seconds, such as 00:00:02.5.")]
    [InlineData("Amplifier:Board", "brige", "Amplifier:Board is 'brige'; allowed: Bridge, Modbus, Waveshare, R421A08, Lcus, LcusStatus, Kmtronic, Numato.")]
    [InlineData("Amplifier:Board", "1", "Amplifier:Board is '1'; allowed: Bridge, Modbus, Waveshare, R421A08, Lcus, LcusStatus, Kmtronic, Numato.")]
    [InlineData("Amplifier:PowerRelay", "yes", "Amplifier:PowerRelay is 'yes'; allowed: true, false.")]
    [InlineData("Health:SelfTestAt", "3 a.m. or so", "Health:SelfTestAt is '3 a.m. or so'; give a time of day, such as 03:10.")]
    [InlineData("Store:Folder", " ", "Store:Folder is ' '; it must not be empty.")]
    [InlineData("Store:MaxBytes", "1", "Store:MaxBytes is '1'; allowed: 1048576 or more.")]
    [InlineData("Link:Port", "70000", "Link:Port is '70000'; allowed: 1 to 65535.")]
    [InlineData("Playback:Device:0", "hw:0", "Playback:Device is 'hw:0'; one value belongs there, not a list or a section.")]
    [InlineData("Logging:LogLevel:Default", "loud", "Logging:LogLevel:Default is 'loud'; allowed: Trace, Debug, Information, Warning, Error, Critical, None.")]
    [InlineData("Logging:Level", "Debug", "Logging:Level ('Debug') is no setting; the nearest is Logging:LogLevel.")]
    public void What_is_wrong_is_said_with_key_value_and_fix(string key, string value, string said) =>
        Assert.Equal([said], Problems((key, value)));

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var problems = Problems(
            ("Amplifier:WarmUp", "5"), ("Amplifier:Zone", "3"), ("Playback:Sink", "gramophone"), ("Store:JournalKeep", "0"), ("Lnik:Folder", "/x"));

        Assert.Equal(
            ["Amplifier:WarmUp is '5'", "Amplifier:Zone ('3')", "Playback:Sink is 'gramophone'", "Store:JournalKeep is '0'", "There is no section 'Lnik'"],
            problems.Select(problem => problem.Split(problem.Contains('(', StringComparison.Ordinal) ? " is no" : ";")[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_two_keys_together_break_is_said_once_each_is_right()
    {
        Assert.Contains("PowerWithoutTimeout", Assert.Single(Problems(("Amplifier:Port", "/dev/ttyUSB0"), ("Amplifier:Board", "Lcus"), ("Amplifier:Zones", "2"))), StringComparison.Ordinal);
        Assert.Contains("9 are asked for", Assert.Single(Problems(
            ("Amplifier:Port", "/dev/ttyUSB0"), ("Amplifier:Board", "Kmtronic"), ("Amplifier:PowerWithoutTimeout", AmplifierRules.Consent))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Amplifier:Zones", "2", null)]
    [InlineData("Amplifier:Zones", "3", "Playback:Lines: zone \"3\" hangs on no line, but Amplifier:Zones says that 1 to 3 exist.")]
    [InlineData("Playback:Lines:1:Device", "", "Playback:Lines:1:Device is empty: each line needs a sound output of its own.")]
    [InlineData("Playback:Lines:1:Devise", "hw:1", "Playback:Lines:1:Devise ('hw:1') is no setting; the nearest is Playback:Lines:Device.")]
    [InlineData("Playback:Lines:0:Zones:0", "one", "Playback:Lines:0:Zones:0 is 'one'; give a whole number.")]
    public void Sound_lines_are_looked_into(string key, string value, string? said)
    {
        var settings = new Dictionary<string, string>
        {
            ["Amplifier:Zones"] = "2",
            ["Playback:Lines:0:Device"] = "hw:0",
            ["Playback:Lines:0:Zones:0"] = "1",
            ["Playback:Lines:1:Device"] = "hw:1",
            ["Playback:Lines:1:Zones:0"] = "2",
            [key] = value,
        };

        Assert.Equal(said is null ? [] : [said], Problems([.. settings.Select(setting => (setting.Key, setting.Value))]));
    }

    [Fact]
    public void The_packaged_configuration_is_right()
    {
        var packaged = new ConfigurationBuilder().AddJsonFile(Path.Combine(Checkout.Root, "packaging", "agent.json")).Build();

        Assert.NotEmpty(packaged.GetChildren());
        Assert.Empty(SettingsCheck.Problems(packaged));
    }

    // What the binder takes and the check refuses, or the other way round, would be a trap.
    [Theory]
    [InlineData(typeof(LinkOptions), LinkOptions.Section)]
    [InlineData(typeof(StoreOptions), StoreOptions.Section)]
    [InlineData(typeof(PlaybackOptions), PlaybackOptions.Section)]
    [InlineData(typeof(AmplifierOptions), AmplifierOptions.Section)]
    [InlineData(typeof(HealthOptions), HealthOptions.Section)]
    public void Each_default_of_each_option_is_right(Type options, string section)
    {
        var defaults = Activator.CreateInstance(options);
        foreach (var property in options.GetProperties().Where(property => property.CanWrite))
        {
            var value = FormattableString.Invariant($"{property.GetValue(defaults)}");
            Assert.Empty(Problems(($"{section}:{property.Name}", value)));
        }
    }

    [Theory]
    [InlineData("amplifier:BOARD", "modbus")]
    [InlineData("Amplifier:Baud", "")]
    [InlineData("Health:TestPowerRelay", "TRUE")]
    [InlineData("Logging:LogLevel:CloudBroadcast.DeviceAgent.Link", "debug")]
    public void Letters_may_be_large_or_small_and_what_may_be_missing_may_be_empty(string key, string value) => Assert.Empty(Problems((key, value)));

    private static IReadOnlyList<string> Problems(params (string Key, string Value)[] settings) => SettingsCheck.Problems(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build());
}
