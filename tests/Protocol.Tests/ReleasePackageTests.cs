using System.Text;

namespace CloudBroadcast.Protocol;

public class ReleasePackageTests
{
    [Fact]
    public void The_pages_example_is_a_release()
    {
        var example = Assert.Single(new WirePage("package.md").Blocks("Release", "json"));

        Assert.True(WireJson.TryRead<Release>(Encoding.UTF8.GetBytes(example), out var release, out var problem), problem);

        using var key = SigningKey.Create();
        using var package = new MemoryStream();
        ReleasePackage.Write(package, release, key, _ => new MemoryStream());
        package.Position = 0;
        using var keys = new TrustedKeys();
        keys.Add(key.PublicKey);
        Assert.True(ReleasePackage.TryOpen(package, keys, out var read, out problem), problem);
        Assert.Equal(WireJson.Write(release), WireJson.Write(read));
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    [InlineData("")]
    public void A_file_has_no_way_out_of_its_folder(string name)
    {
        using var key = SigningKey.Create();

        Assert.Throws<ArgumentException>(() => ReleasePackage.Write(new MemoryStream(), With(name), key, _ => new MemoryStream()));
    }

    [Fact]
    public void A_document_of_another_kind_is_no_release()
    {
        using var key = SigningKey.Create();
        using var keys = new TrustedKeys();
        keys.Add(key.PublicKey);
        var order = SignedDocument.Sign(DocumentKind.Order, WireJson.Write(With("more")), key);
        using var package = new MemoryStream([.. "CBAGENT1"u8, 0, 0, (byte)(order.Length >> 8), (byte)(order.Length & 0xff), .. order]);

        Assert.False(ReleasePackage.TryOpen(package, keys, out _, out var problem));
        Assert.Contains("Signature", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.10.0", "1.9.9", 1)]
    [InlineData("1.0", "1.0.1", -1)]
    public void Versions_are_compared_as_numbers(string one, string other, int sign) =>
        Assert.Equal(sign, Math.Sign(ReleasePackage.VersionOf(one)!.CompareTo(ReleasePackage.VersionOf(other))));

    private static Release With(string name) => new()
    {
        Version = WireVersion.Current,
        Name = Release.AgentName,
        ReleaseVersion = "1.2.0",
        Architecture = "amd64",
        Files =
        [
            new ReleaseFile { Name = Release.AgentName, Bytes = 0, Sha256 = new string('0', 64), Executable = true },
            new ReleaseFile { Name = name, Bytes = 0, Sha256 = new string('0', 64), Executable = false },
        ],
    };
}
