using System.Diagnostics;
using System.Security.Cryptography;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Win32.SafeHandles;

namespace CloudBroadcast.DeviceAgent.Updates;

/// <summary>A gateway's disk with version 1.0.0 in force, whose agent is killed at the chosen step of an update.</summary>
internal sealed class FakeGatewayDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _lastStep;
    private int _steps;

    public FakeGatewayDisk(SigningKey releaseKey, int lastStep = int.MaxValue)
    {
        _lastStep = lastStep;
        new FakeRelease("1.0.0", releaseKey).PutInto(_folder.File("a"));
        File.CreateSymbolicLink(_folder.File("current"), "a");
        Disk = new DiskAccess(Write, Sync) { Move = Move };
        Program = new ProgramFolder(_folder.Name, Disk);
        File.WriteAllText(KeyFile, PemEncoding.WriteString("PUBLIC KEY", releaseKey.PublicKey.Span));
    }

    public DiskAccess Disk { get; }

    public ProgramFolder Program { get; }

    public string KeyFile => Path.Combine(_folder.Name, "release.pub");

    public Updater Updater(byte[] arriving) => new(
        Program, KeyFile, "1.0.0", (_, path, cancellation) => File.WriteAllBytesAsync(path, arriving, cancellation), Disk);

    /// <summary>Starts whatever version is in force, by the launcher that ships, and returns what it says.</summary>
    public async Task<string> StartAsync()
    {
        var start = new ProcessStartInfo("sh", [Path.Combine(Checkout.Root, "packaging", "launch")]) { RedirectStandardOutput = true };
        start.Environment["AGENT_PROGRAM_FOLDER"] = _folder.Name;
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return said.Trim();
    }

    public void Dispose() => _folder.Dispose();

    private void Step()
    {
        if (_steps++ >= _lastStep)
        {
            throw new KilledException();
        }
    }

    private void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        if (_steps == _lastStep)
        {
            RandomAccess.Write(file, bytes[..(bytes.Length / 2)], offset);
        }

        Step();
        RandomAccess.Write(file, bytes, offset);
    }

    private void Sync(SafeFileHandle file) => Step();

    private void Move(string from, string to)
    {
        Step();
        DiskAccess.Real.Move(from, to);
    }

    /// <summary>The agent is gone in the middle of its work.</summary>
    internal sealed class KilledException : Exception;
}
