using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Town;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Benchmarks;

/// <summary>A town with thousands of gateways on record, all with one key, and the certificates that name them.</summary>
internal sealed class LoadTown(string folder)
{
    /// <summary>And one more, which publishes where the broker has no controller.</summary>
    public const int MostGateways = 5_000;

    private const string Village = "620321104203";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(100);
    private static readonly string Pump = typeof(LoadTown).Assembly.Location;

    public string KeyFile => Path.Combine(folder, "load.key");

    public string CertificatesFile => Path.Combine(folder, "certificates.bin");

    public string AuthorityFile => Path.Combine(folder, "data", "keys", "ca.crt");

    public static string NameOf(int index) => $"gw-load-{index:00000}";

    /// <summary>Starts the controller on the town's data.</summary>
    public async Task<Broker> StartControllerAsync(Reaper reaper, IEnumerable<string> settings, CancellationToken cancellationToken)
    {
        var ready = Path.Combine(folder, "ready.json");
        File.Delete(ready);
        var process = ChildProcess.Start(reaper, "controller", Path.Combine(folder, "controller.log"), Programs.Controller,
            ["--Storage:DataFolder", Path.Combine(folder, "data"), "--Host:Http", "http://127.0.0.1:0", "--Host:Mqtt", "127.0.0.1:0", "--Areas:Sample", "true", "--ready-file", ready, .. settings],
            new Dictionary<string, string>
            {
                ["DOTNET_STARTUP_HOOKS"] = Pump,
                ["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = Path.GetFileNameWithoutExtension(Pump),
            });
        for (var watch = Stopwatch.StartNew(); !File.Exists(ready);)
        {
            if (process.HasExited || watch.Elapsed > StartLimit)
            {
                throw new TownException($"The controller did not come up; its log is {Path.Combine(folder, "controller.log")}.");
            }

            await Task.Delay(PollEvery, TimeProvider.System, cancellationToken);
        }

        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(ready, cancellationToken));
        return new Broker(process, int.Parse(document.RootElement.GetProperty("mqtt").GetString()!.Split(':')[^1], null));
    }

    /// <summary>Makes key, certificates and rows; the controller has run once on the folder.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(KeyFile, key.ExportPkcs8PrivateKeyPem(), cancellationToken);
        using var authority = X509Certificate2.CreateFromPemFile(AuthorityFile, Path.ChangeExtension(AuthorityFile, ".key"));
        await using (var file = File.Create(CertificatesFile))
        {
            for (var index = 0; index <= MostGateways; index++)
            {
                using var certificate = Issue(authority, NameOf(index), key, client: true);
                var head = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(head, certificate.RawData.Length);
                file.Write(head);
                file.Write(certificate.RawData);
            }
        }

        await using var database = OpenDatabase(folder);
        database.Gateways.AddRange(Enumerable.Range(0, MostGateways).Select(index => new Gateway
        {
            Id = NameOf(index),
            AreaCode = Village,
            Name = NameOf(index),
            Zones = [],
            PublicKey = key.ExportSubjectPublicKeyInfo(),
        }));
        await database.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The town's database, as another process sees it.</summary>
    public static SqliteTownDbContext OpenDatabase(string folder) => new(new DbContextOptionsBuilder<SqliteTownDbContext>()
        .UseSqlite($"Data Source={Path.Combine(folder, "data", "town.db")};Pooling=False").Options);

    /// <summary>Writes one gateway's certificate where other programs read it.</summary>
    public string WriteCertificate(int index)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(KeyFile));
        using var authority = X509Certificate2.CreateFromPemFile(AuthorityFile, Path.ChangeExtension(AuthorityFile, ".key"));
        using var certificate = Issue(authority, NameOf(index), key, client: true);
        var file = Path.Combine(folder, NameOf(index) + ".crt");
        File.WriteAllText(file, certificate.ExportCertificatePem());
        return file;
    }

    /// <summary>Writes certificate and key of another broker, by the same authority.</summary>
    public void IssueServer(string certificateFile, string keyFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = X509Certificate2.CreateFromPemFile(AuthorityFile, Path.ChangeExtension(AuthorityFile, ".key"));
        using var certificate = Issue(authority, "localhost", key, client: false);
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name, ECDsa key, bool client)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(client ? "1.3.6.1.5.5.7.3.2" : "1.3.6.1.5.5.7.3.1")], critical: true));
        var now = TimeProvider.System.GetUtcNow();
        return request.Create(authority, now.AddHours(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(16));
    }
}
