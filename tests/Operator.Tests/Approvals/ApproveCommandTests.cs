using CloudBroadcast.Protocol;

namespace CloudBroadcast.Operator.Approvals;

public sealed class ApproveCommandTests : IDisposable
{
    private readonly Desk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task An_alert_is_shown_by_what_its_payload_says_and_signed_after_a_yes()
    {
        var alert = Documents.Alert();
        _desk.Controller.Wait("a1", alert);

        Assert.Equal(ExitCode.Good, await _desk.ApproveAsync("yes\n"));

        string[] said = ["应急（不是演练）", "《山洪红色预警》", "红色预警", "gw-620321104200 东寨村  1、3 号分区", "gw-620321104201  全部分区", "0 分 1 秒", "2 个"];
        Assert.All(said, words => Assert.Contains(words, _desk.Output, StringComparison.Ordinal));
        Assert.True(_desk.HasSigned(alert));
        Assert.Equal("cbt_secret", _desk.Controller.Token);
    }

    [Theory]
    [InlineData("no\n")]
    [InlineData("\n")]
    [InlineData("")]
    public async Task Without_a_yes_nothing_is_signed(string typed)
    {
        _desk.Controller.Wait("a1", Documents.Alert());
        Assert.Equal(ExitCode.Unsigned, await _desk.ApproveAsync(typed));
        Assert.Empty(_desk.Controller.Signed);
    }

    [Fact]
    public async Task What_is_signed_is_composed_after_the_yes()
    {
        var alert = Documents.Alert();
        var composed = new List<Order>();
        _desk.Controller.Wait("a1", alert);
        _desk.Controller.Compose = order =>
        {
            composed.Add(composed.Count == 0 ? order : composed[^1].Later());
            return composed[^1];
        };

        Assert.Equal(ExitCode.Good, await _desk.ApproveAsync("yes\n"));
        Assert.Equal(2, composed.Count);
        Assert.True(_desk.HasSigned(composed[1]));
    }

    [Fact]
    public async Task A_new_number_is_signed_without_asking_again()
    {
        var alert = Documents.Alert();
        _desk.Controller.Wait("a1", alert);
        var anew = alert.Later();
        _desk.Controller.Conflicts.Enqueue(anew);

        Assert.Equal(ExitCode.Good, await _desk.ApproveAsync("yes\n"));
        Assert.Equal(2, _desk.Controller.Signed.Count);
        Assert.True(_desk.HasSigned(anew));
    }

    [Theory]
    [InlineData("yes\nno\n", 1)]
    [InlineData("yes\nyes\n", 2)]
    public async Task Another_content_is_shown_and_asked_again(string typed, int signatures)
    {
        var alert = Documents.Alert();
        _desk.Controller.Wait("a1", alert);
        _desk.Controller.Conflicts.Enqueue(alert.Later().Titled("卖西瓜"));

        Assert.Equal(signatures == 2 ? ExitCode.Good : ExitCode.Unsigned, await _desk.ApproveAsync(typed));
        Assert.Contains("《卖西瓜》", _desk.Output, StringComparison.Ordinal);
        Assert.Equal(signatures, _desk.Controller.Signed.Count);
    }

    [Fact]
    public async Task With_yes_given_beforehand_another_content_is_left_unsigned()
    {
        var alert = Documents.Alert();
        _desk.Controller.Wait("a1", alert);
        _desk.Controller.Conflicts.Enqueue(alert.Titled("卖西瓜"));
        Assert.Equal(ExitCode.Unsigned, await _desk.ApproveAsync("", "--yes"));
        Assert.Single(_desk.Controller.Signed);
    }

    [Fact]
    public async Task A_controller_that_never_takes_a_signature_ends()
    {
        var alert = Documents.Alert();
        _desk.Controller.Wait("a1", alert);
        for (var round = 0; round < 20; round++)
        {
            _desk.Controller.Conflicts.Enqueue(alert.Later());
        }

        Assert.Equal(ExitCode.Unsigned, await _desk.ApproveAsync("yes\n"));
    }

    [Fact]
    public async Task A_configuration_shows_what_changes_and_every_key_in_it()
    {
        using var controller = SigningKey.Create();
        using var stranger = SigningKey.Create();
        using var officer = SigningKey.Create();
        var installed = Documents.Configuration(controller, officer);
        var changed = installed with
        {
            Revision = 4,
            EmergencyNeedsApproval = false,
            Keys = [.. installed.Keys, new ConfiguredKey { PublicKey = stranger.PublicKey, Classes = [OrderClass.Emergency] }],
        };
        _desk.Controller.Wait("c1", changed, installed);

        Assert.Equal(ExitCode.Good, await _desk.ApproveAsync("是\n"));

        Assert.Contains($"  * 控制器密钥  {stranger.KeyId}  可签 应急", _desk.Output, StringComparison.Ordinal);
        Assert.Contains("  * 双签    应急播出不用人签发", _desk.Output, StringComparison.Ordinal);
        Assert.Contains("  - 双签    应急播出要有人签发", _desk.Output, StringComparison.Ordinal);
        Assert.Contains($"    控制器密钥  {controller.KeyId}", _desk.Output, StringComparison.Ordinal);
        Assert.Contains($"{officer.KeyId}  值班员 李四", _desk.Output, StringComparison.Ordinal);
        Assert.True(_desk.HasSigned(DocumentKind.Configuration, WireJson.Write(changed)));
    }

    [Fact]
    public async Task The_sound_that_an_order_binds_is_fetched_checked_and_kept_for_listening()
    {
        var (alert, file) = Documents.BoundAlert();
        var hash = alert.Play!.Items[0].Sha256;
        _desk.Controller.Wait("a1", alert);
        _desk.Controller.Sounds[hash] = file;

        Assert.Equal(ExitCode.Good, await _desk.ApproveAsync("yes\n", "--audio", _desk.PathOf("sound")));
        Assert.Equal(file, await File.ReadAllBytesAsync(Path.Combine(_desk.PathOf("sound"), hash[..16] + ".opus"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_order_that_binds_another_sound_than_its_file_is_not_signed()
    {
        var (alert, file) = Documents.BoundAlert();
        var bound = alert.Play!.BundleHashes!.Value.ToArray();
        bound[25] ^= 1;
        _desk.Controller.Wait("a1", alert with { Play = alert.Play with { BundleHashes = bound } });
        _desk.Controller.Sounds[alert.Play.Items[0].Sha256] = file;

        Assert.Equal(ExitCode.Unsigned, await _desk.ApproveAsync("yes\n"));
        Assert.Contains("指令绑定的不是这个声音", _desk.Output, StringComparison.Ordinal);
        Assert.Empty(_desk.Controller.Signed);
    }

    [Fact]
    public async Task Another_file_under_the_sounds_name_is_not_signed()
    {
        var (alert, file) = Documents.BoundAlert();
        file[^1] ^= 1;
        _desk.Controller.Wait("a1", alert);
        _desk.Controller.Sounds[alert.Play!.Items[0].Sha256] = file;

        Assert.Equal(ExitCode.Unsigned, await _desk.ApproveAsync("yes\n"));
        Assert.Empty(_desk.Controller.Signed);
    }

    [Fact]
    public async Task A_title_cannot_paint_over_the_lines_beside_it()
    {
        _desk.Controller.Wait("a1", Documents.Alert().Titled("试音\r\n  级别    演练\u001b[2K\u202e"));
        await _desk.ApproveAsync("no\n");
        Assert.DoesNotContain('\u001b', _desk.Output);
        Assert.DoesNotContain('\u202e', _desk.Output);
        Assert.DoesNotContain("\n  级别    演练", _desk.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payload_that_breaks_the_rules_is_not_signed()
    {
        _desk.Controller.Wait("a1", Documents.Alert());
        _desk.Controller.Compose = order => order with { Class = OrderClass.Ordinary };
        Assert.Equal(ExitCode.Unsigned, await _desk.ApproveAsync("yes\n"));
        Assert.Empty(_desk.Controller.Signed);
    }

    [Fact]
    public async Task Only_the_one_that_was_asked_for_is_signed()
    {
        _desk.Controller.Wait("a1", Documents.Alert());
        _desk.Controller.Wait("a2", Documents.Alert());
        Assert.Equal(ExitCode.Good, await _desk.ApproveAsync("yes\n", "--id", "a2"));
        Assert.Equal("a2", Assert.Single(_desk.Controller.Signed).Id);
        Assert.Equal(ExitCode.Refused, await _desk.ApproveAsync("yes\n", "--id", "a3"));
        Assert.Contains("\"a3\"", _desk.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_waits_nothing_is_asked()
    {
        Assert.Equal(ExitCode.Good, await _desk.ApproveAsync(""));
        Assert.Contains("没有等待签发", _desk.Output, StringComparison.Ordinal);
    }
}
