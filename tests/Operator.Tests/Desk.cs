using CloudBroadcast.Protocol;

namespace CloudBroadcast.Operator;

/// <summary>An operator's desk: a folder with key and token, the tool, and a controller that is a fake.</summary>
internal sealed class Desk : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("operator-").FullName;

    public FakeController Controller { get; } = new();

    public string Output { get; private set; } = "";

    public string Errors { get; private set; } = "";

    public string PathOf(string name) => Path.Combine(_folder, name);

    public string Write(string name, string content)
    {
        File.WriteAllText(PathOf(name), content);
        return PathOf(name);
    }

    /// <summary>Runs the tool; <paramref name="typed"/> is what the operator types.</summary>
    public async Task<int> RunAsync(string typed, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await new OperatorTool(new StringReader(typed), output, errors, Controller, TimeProvider.System).RunAsync(arguments);
        (Output, Errors) = (output.ToString(), errors.ToString());
        return code;
    }

    /// <summary>Runs <c>approve</c> with a key and a token that are in order.</summary>
    public async Task<int> ApproveAsync(string typed, params string[] more)
    {
        if (!File.Exists(PathOf("key")))
        {
            Assert.Equal(ExitCode.Good, await RunAsync("", "new-key", "--out", PathOf("key")));
        }

        return await RunAsync(typed, ["approve", "--url", "https://controller.test:5080", "--token-file", Write("token", "cbt_secret\n"), "--key", PathOf("key"), .. more]);
    }

    /// <summary>Whether the last signature is the key's, over this order as an approval.</summary>
    public bool HasSigned(Order order) => HasSigned(DocumentKind.Order, WireJson.Write(order));

    public bool HasSigned(DocumentKind kind, byte[] payload)
    {
        using var keys = new TrustedKeys();
        using var key = Keys.OperatorKeyFile.Read(PathOf("key"), null);
        keys.Add(key.PublicKey);
        var (_, keyId, signature) = Controller.Signed[^1];
        return keys.Verify(keyId, Approval.ToBeSigned(kind, payload, keyId), signature);
    }

    public void Dispose()
    {
        Controller.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
