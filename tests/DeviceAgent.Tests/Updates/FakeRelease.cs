using System.Security.Cryptography;
using System.Text;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Updates;

/// <summary>A released version whose program is a script that says its version.</summary>
internal sealed class FakeRelease
{
    private readonly Dictionary<string, byte[]> _files;

    public FakeRelease(string version, SigningKey key, string? architecture = null, Func<byte[], byte[]>? alter = null)
    {
        _files = new()
        {
            [Release.AgentName] = Encoding.UTF8.GetBytes($"#!/bin/sh\ncat \"$(dirname \"$0\")/says\" # {version}\n"),
            ["says"] = Encoding.UTF8.GetBytes(version + "\n"),
        };
        var release = new Release
        {
            Version = WireVersion.Current,
            Name = Release.AgentName,
            ReleaseVersion = version,
            Architecture = architecture ?? Updater.Architecture,
            Files = [.. _files.Select(file => new ReleaseFile
            {
                Name = file.Key,
                Bytes = file.Value.Length,
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(file.Value)),
                Executable = file.Key == Release.AgentName,
            })],
        };
        using var package = new MemoryStream();
        ReleasePackage.Write(package, release, key, name => new MemoryStream(alter is null ? _files[name] : alter(_files[name])));
        Bytes = package.ToArray();
        Order = OrderOf(Bytes, version);
    }

    /// <summary>The package.</summary>
    public byte[] Bytes { get; }

    /// <summary>What a maintain order says of it.</summary>
    public AgentPackage Order { get; }

    public static AgentPackage OrderOf(byte[] package, string version) =>
        new() { Sha256 = Convert.ToHexStringLower(SHA256.HashData(package)), Bytes = package.Length, Version = version };

    /// <summary>Installs it by hand.</summary>
    public void PutInto(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, bytes) in _files)
        {
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(folder, Release.AgentName), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
