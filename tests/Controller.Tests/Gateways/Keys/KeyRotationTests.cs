using System.Net;
using System.Net.Http.Json;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.Controller.Gateways.Keys;

public sealed class KeyRotationTests : IDisposable
{
    private const string Id = "gw-620321104200";
    private const string Other = "gw-620321104201";
    private readonly string _folder = Directory.CreateTempSubdirectory("keys-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ordinary")]
    [InlineData("emergency")]
    public async Task A_key_is_changed_in_three_steps_and_each_step_survives_a_restart(string word)
    {
        var purpose = KeyEndpoints.PurposeOf(word)!.Value;
        string old;
        await using (var first = Host())
        {
            old = first.Get<SigningKeys>().For(purpose).KeyId;
            await using var gateway = await (await FakeGateway.EnrolAsync(first, Id)).ListenAsync();
            (await first.Http.PostAsJsonAsync($"/api/keys/{word}/rotate", new { }, Stop)).EnsureSuccessStatusCode();
            Assert.Equal(HttpStatusCode.Conflict, (await first.Http.PostAsJsonAsync($"/api/keys/{word}/rotate", new { }, Stop)).StatusCode);
            await first.Get<KeyRotations>().AdvanceAsync(Stop);
            Assert.Equal(3, (await gateway.NextConfigurationAsync()).Keys.Count);
            var status = (await first.GetAsync<List<KeyStatus>>("/api/keys")).Single(key => key.Purpose == purpose);
            Assert.Equal((RotationStep.Introducing, old), (status.Step, status.KeyId));
            Assert.Equal([Id], status.Missing);
        }

        await using (var second = Host())
        {
            Assert.Equal((RotationStep.Introducing, old), (second.Get<SigningKeys>().SetOf(purpose).Step, second.Get<SigningKeys>().For(purpose).KeyId));
            await InstallAsync(second, Id);
            await second.Get<KeyRotations>().AdvanceAsync(Stop);
            Assert.Equal(RotationStep.Switched, second.Get<SigningKeys>().SetOf(purpose).Step);
            Assert.NotEqual(old, second.Get<SigningKeys>().For(purpose).KeyId);
        }

        await using var third = Host();
        await third.Get<KeyRotations>().AdvanceAsync(Stop);
        Assert.Equal(RotationStep.None, third.Get<SigningKeys>().SetOf(purpose).Step);
        Assert.Equal(2, third.Get<SigningKeys>().Configured().Count);
        Assert.True(File.Exists(Path.Combine(_folder, "keys", "retired", old + ".key")));
        Assert.NotNull(third.Get<SigningKeys>().Find(old));
    }

    [Fact]
    public async Task A_power_cut_in_the_middle_of_the_switch_leaves_the_new_key_signing()
    {
        await using (var first = Host())
        {
            first.Get<SigningKeys>().Introduce(SigningPurpose.Ordinary);
        }

        var keys = Path.Combine(_folder, "keys");
        File.Move(Path.Combine(keys, "controller.key"), Path.Combine(keys, "controller.previous.key"));
        using var next = SigningKey.FromPem(await File.ReadAllTextAsync(Path.Combine(keys, "controller.next.key"), Stop));

        await using var second = Host();
        Assert.Equal((RotationStep.Switched, next.KeyId), (second.Get<SigningKeys>().SetOf(SigningPurpose.Ordinary).Step, second.Get<SigningKeys>().For(SigningPurpose.Ordinary).KeyId));
    }

    [Fact]
    public async Task A_gateway_that_missed_the_whole_change_is_still_reached_by_the_key_it_knows()
    {
        await using var town = Host();
        await using var away = await FakeGateway.EnrolAsync(town, Other);
        var old = town.Get<SigningKeys>().For(SigningPurpose.Ordinary).KeyId;
        var rotations = town.Get<KeyRotations>();
        Assert.True(await rotations.BeginAsync(SigningPurpose.Ordinary, null, Stop));
        await rotations.AdvanceAsync(Stop);
        Assert.Equal(RotationStep.Introducing, town.Get<SigningKeys>().SetOf(SigningPurpose.Ordinary).Step);
        (await town.Http.PostAsync("/api/keys/ordinary/finish", null, Stop)).EnsureSuccessStatusCode();
        await rotations.AdvanceAsync(Stop);
        await rotations.AdvanceAsync(Stop);
        Assert.Equal(RotationStep.None, town.Get<SigningKeys>().SetOf(SigningPurpose.Ordinary).Step);

        await away.ListenAsync();

        // It believes the old key alone, and takes what that one signed.
        var configuration = await away.NextConfigurationAsync();
        Assert.DoesNotContain(configuration.Keys, key => PublicKeyId.Of(key.PublicKey) == old);
    }

    [Fact]
    public async Task An_open_broadcast_keeps_its_key_and_the_old_key_stays_believed_until_it_has_ended()
    {
        await using var town = new CastTown(_folder);
        await using var gateway = await town.ConnectAsync(Id);
        var (programme, _) = await town.AddProgrammeAsync(400);
        var broadcast = await town.StartAsync(programme, "620321104200");
        var old = town.Host.Get<SigningKeys>().For(SigningPurpose.Ordinary).KeyId;
        Assert.Equal(old, broadcast.KeyId);
        var rotations = town.Host.Get<KeyRotations>();
        await rotations.BeginAsync(SigningPurpose.Ordinary, TimeSpan.Zero, Stop);
        await rotations.AdvanceAsync(Stop);
        await rotations.AdvanceAsync(Stop);
        Assert.Equal(RotationStep.Switched, town.Host.Get<SigningKeys>().SetOf(SigningPurpose.Ordinary).Step);

        var order = await town.NextOrderAsync(gateway);
        await gateway.SubscribeAsync(Topics.Stream(order.Play!.StreamId));
        var (_, bytes) = await gateway.NextAsync();
        using var keys = town.ControllerKeys();
        Assert.True(AudioBundle.TryOpen(bytes, keys, out var bundle, out _));
        Assert.Equal(old, bundle.KeyId);

        await town.PostAsync($"/api/broadcasts/{broadcast.Id}/stop");
        await CastTown.ReportAsync(gateway, order, PlaybackStage.Interrupted);
        await town.UntilAsync(broadcast.Id, known => known.EndedAt is not null);
        await rotations.AdvanceAsync(Stop);
        Assert.Equal(RotationStep.None, town.Host.Get<SigningKeys>().SetOf(SigningPurpose.Ordinary).Step);
    }

    [Fact]
    public async Task The_command_begins_a_change_that_the_running_controller_takes_on()
    {
        await using var town = Host();
        var old = town.Get<SigningKeys>().For(SigningPurpose.Emergency).KeyId;
        Assert.Equal(2, await RotateKeyCommand.RunAsync(["--key", "both", "--Storage:DataFolder", _folder]));
        Assert.Equal(0, await RotateKeyCommand.RunAsync(["--key", "emergency", "--Storage:DataFolder", _folder]));
        Assert.Equal(2, await RotateKeyCommand.RunAsync(["--key", "emergency", "--Storage:DataFolder", _folder]));

        // No gateway is enrolled: nobody is to be waited for.
        await town.Get<KeyRotations>().AdvanceAsync(Stop);
        await town.Get<KeyRotations>().AdvanceAsync(Stop);
        Assert.NotEqual(old, town.Get<SigningKeys>().For(SigningPurpose.Emergency).KeyId);
    }

    // Its clock stands still: the rounds are the test's own.
    private TownHost Host()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        return new TownHost { KeptFolder = _folder, Replace = services => services.AddSingleton<TimeProvider>(time) };
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // As if the gateway had said so.
    private static async Task InstallAsync(TownHost town, string id)
    {
        await using var database = town.OpenDatabase();
        var gateway = (await database.Gateways.FindAsync([id], Stop))!;
        gateway.InstalledRevision = (await Configurations.ConfigurationDesk.NewestAsync(database, id, Stop))!.Revision;
        await database.SaveChangesAsync(Stop);
    }
}
