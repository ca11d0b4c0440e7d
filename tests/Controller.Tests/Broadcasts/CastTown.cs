using System.Net.Http.Json;
using System.Security.Cryptography;
using CloudBroadcast.Controller.Gateways.Approvals;
using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>A town whose library holds made-up programmes, and whose broadcasts start quickly.</summary>
internal sealed class CastTown : IAsyncDisposable
{
    public CastTown(string? folder = null, TimeProvider? time = null)
    {
        Host = new TownHost { KeptFolder = folder, Replace = services => Prepare(services, time) };
        Host.Settings["Broadcasts:PlayNowLead"] = "00:00:01";
        Host.Settings["Broadcasts:SubscribeTime"] = "00:00:00.3";
        Host.Settings["Broadcasts:AnswerTime"] = "00:00:05";
    }

    public TownHost Host { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A town whose gateway was told at its enrolment that an alert needs this operator's signature.</summary>
    public static async Task<CastTown> TwoHandedAsync(
        string gatewayId, SigningKey operatorKey, TimeProvider? time = null, params (string Key, string Value)[] settings)
    {
        var town = new CastTown(time: time);
        town.Host.Settings["Gateways:EmergencyNeedsApproval"] = "true";
        foreach (var (key, value) in settings)
        {
            town.Host.Settings[key] = value;
        }

        var desk = town.Host.Get<OperatorKeyDesk>();
        await desk.RegisterAsync("值班员 李四", operatorKey.PublicKey.ToArray(), "li", Stop);
        Assert.Equal(OperatorKeyResult.SamePerson, await desk.ConfirmAsync(operatorKey.KeyId, "LI", Stop));
        Assert.Equal(OperatorKeyResult.Done, await desk.ConfirmAsync(operatorKey.KeyId, "wang", Stop));
        await using var enrolled = await FakeGateway.EnrolAsync(town.Host, gatewayId);
        Assert.True(enrolled.Configuration.EmergencyNeedsApproval);
        return town;
    }

    /// <summary>A programme of that many packets, each with bytes of its own.</summary>
    public async Task<(Programme Programme, IReadOnlyList<ReadOnlyMemory<byte>> Packets)> AddProgrammeAsync(int packets, string? title = null)
    {
        var random = new Random(packets);
        var audio = new OggOpusAudio([.. Enumerable.Range(0, packets).Select(_ => Packet(random))], 312, packets * Opus.SamplesPerPacket - 312L);
        using var file = new MemoryStream();
        OggOpus.Write(file, audio);
        var hash = Convert.ToHexStringLower(SHA256.HashData(file.ToArray()));
        var path = Host.Get<AudioFiles>().PathOf(hash);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, file.ToArray(), Stop);
        var programme = new Programme
        {
            Id = Guid.NewGuid(),
            Title = title ?? $"节目 {packets}",
            Category = Category.Law,
            ContentHash = hash,
            LengthSamples = audio.LengthSamples,
            Packets = packets,
            PreSkip = 312,
            SourceLufs = -20,
            Lufs = -16,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        await using var database = Host.OpenDatabase();
        database.Programmes.Add(programme);
        await database.SaveChangesAsync(Stop);
        return (programme, audio.Packets);
    }

    public Task<HttpResponseMessage> PostAsync(string path, object? body = null) => Host.Http.PostAsJsonAsync(path, body ?? new { }, TownHost.Json, Stop);

    public async Task<Broadcast> StartAsync(Programme programme, string area, string priority = "scheduled")
    {
        var answer = await PostAsync("/api/broadcasts", new { programmeId = programme.Id, areas = new[] { area }, priority });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        var id = Guid.Parse(answer.Headers.Location!.OriginalString.Split('/')[^1]);
        return (await Host.Get<BroadcastService>().FindAsync(id, Stop))!;
    }

    /// <summary>Waits, without sleeping, until a broadcast looks as it should.</summary>
    public async Task<Broadcast> UntilAsync(Guid id, Func<Broadcast, bool> isSo)
    {
        var gate = Host.Get<BroadcastGate>();
        using var changed = new SemaphoreSlim(1);
        void Notice(Guid which) => changed.Release();
        gate.Changed += Notice;
        try
        {
            while (await changed.WaitAsync(TimeSpan.FromSeconds(20), Stop))
            {
                if (await Host.Get<BroadcastService>().FindAsync(id, Stop) is { } broadcast && isSo(broadcast))
                {
                    return broadcast;
                }
            }
        }
        finally
        {
            gate.Changed -= Notice;
        }

        throw new TimeoutException("The broadcast never came to look so.");
    }

    public TrustedKeys ControllerKeys()
    {
        var keys = new TrustedKeys();
        foreach (var key in Host.Get<SigningKeys>().Configured())
        {
            keys.Add(key.PublicKey, key.Classes);
        }

        return keys;
    }

    /// <summary>A connected gateway of a village that hears its own orders.</summary>
    public async Task<FakeGateway> ConnectAsync(string gatewayId)
    {
        var gateway = await (await FakeGateway.EnrolAsync(Host, gatewayId)).ConnectAsync();
        await gateway.SubscribeAsync(Topics.GatewayOrders(gatewayId));
        return gateway;
    }

    public async Task<Order> NextOrderAsync(FakeGateway gateway)
    {
        while (true)
        {
            var (topic, payload) = await gateway.NextAsync();
            using var keys = ControllerKeys();
            if (topic.EndsWith("/order", StringComparison.Ordinal))
            {
                Assert.True(OrderCodec.TryOpen(payload, keys, out var order, out var problem), $"{problem}");
                return order;
            }
        }
    }

    /// <summary>Reads a stream to its last bundle.</summary>
    public async Task<List<AudioBundle>> StreamAsync(FakeGateway gateway)
    {
        using var keys = ControllerKeys();
        var bundles = new List<AudioBundle>();
        while (bundles is not [.., { Last: true }])
        {
            var (topic, payload) = await gateway.NextAsync();
            if (Topics.TryParseStream(topic, out _))
            {
                Assert.True(AudioBundle.TryOpen(payload, keys, out var bundle, out var problem), $"{problem}");
                bundles.Add(bundle);
            }
        }

        return bundles;
    }

    public static Task ReportAsync(FakeGateway gateway, Order order, PlaybackStage stage, Guid? reportId = null, PlaybackEvidence? evidence = null)
    {
        var report = new PlaybackReport
        {
            Version = 1,
            ReportId = reportId ?? Guid.NewGuid(),
            Gateway = gateway.Id,
            At = DateTimeOffset.UnixEpoch,
            OrderId = order.OrderId,
            BroadcastId = order.Play!.BroadcastId,
            Stage = stage,
            Evidence = evidence,
        };
        return gateway.PublishAsync(
            Topics.GatewayReport(gateway.Id), gateway.Sign(DocumentKind.Report, WireJson.Write(report)), atLeastOnce: true);
    }

    public static PlaybackEvidence Evidence(DateTimeOffset start, int frames) => new()
    {
        FirstSampleAt = start.AddMicroseconds(400),
        FirstSampleErrorUs = 400,
        LastSampleAt = start.AddMilliseconds(20 * frames),
        FramesPlayed = frames,
        FramesConcealed = 0,
        FramesMissed = 0,
        Underruns = 0,
        RelaysConfirmed = true,
    };

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private static void Prepare(IServiceCollection services, TimeProvider? time)
    {
        if (time is not null)
        {
            services.AddSingleton(time);
        }
    }

    private static ReadOnlyMemory<byte> Packet(Random random)
    {
        // TOC 0x48: SILK wideband, 20 ms, mono, one frame (RFC 6716, 3.1).
        var packet = new byte[random.Next(20, 60)];
        random.NextBytes(packet);
        packet[0] = 0x48;
        return packet;
    }
}
