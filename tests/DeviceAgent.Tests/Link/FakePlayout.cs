using System.Collections.Concurrent;
using System.Threading.Channels;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>Playback that only remembers what it was asked.</summary>
internal sealed class FakePlayout
{
    private readonly Channel<Order> _accepted = Channel.CreateUnbounded<Order>();
    private readonly Channel<AudioBundle> _offered = Channel.CreateUnbounded<AudioBundle>();
    private readonly Channel<StopOrder> _stopped = Channel.CreateUnbounded<StopOrder>();

    public FakePlayout() => Door = new PlayoutDoor
    {
        LongestPlay = TimeSpan.FromHours(2),
        Judge = (_, _) => Verdict,
        Accept = (order, keyId, target, _) =>
        {
            LastTarget = target;
            LastKeyId = keyId;
            OnAccept?.Invoke();
            Accepted.Enqueue(order);
            _accepted.Writer.TryWrite(order);
            return LateVerdict;
        },
        JudgeOwn = own => Has(own.Play.BroadcastId) ? RefusalReason.Duplicate : Verdict,
        AcceptOwn = own =>
        {
            if (LateVerdict is null)
            {
                Own.Enqueue(own);
            }

            return LateVerdict;
        },
        LeadTime = () => TimeSpan.FromSeconds(2),
        Stop = stop => _stopped.Writer.TryWrite(stop),
        Offer = bundle =>
        {
            _offered.Writer.TryWrite(bundle);
            return null;
        },
        WantedStreams = () => Wanted,
        OnAir = () => OnAir,
        Sound = () => new SoundReading { Output = "wav", Fault = SoundFault },
        Amplifier = () => new AmplifierReading { Connected = true, PowerAsked = false, ZonesAsked = [] },
    };

    public PlayoutDoor Door { get; }

    public RefusalReason? Verdict { get; set; }

    public RefusalReason? LateVerdict { get; set; }

    public OnAirState? OnAir { get; set; }

    public string? SoundFault { get; set; }

    public IReadOnlyCollection<Guid> Wanted { get; private set; } = [];

    public OrderTarget? LastTarget { get; private set; }

    public string? LastKeyId { get; private set; }

    public Action? OnAccept { get; set; }

    public ConcurrentQueue<Order> Accepted { get; } = new();

    /// <summary>What the gateway gave it by itself.</summary>
    public ConcurrentQueue<OwnPlay> Own { get; } = new();

    public Task<Order> NextAcceptedAsync() => NextAsync(_accepted);

    public Task<AudioBundle> NextOfferedAsync() => NextAsync(_offered);

    public Task<StopOrder> NextStoppedAsync() => NextAsync(_stopped);

    public bool TryNextStopped() => _stopped.Reader.TryRead(out _);

    public void Want(params Guid[] streams)
    {
        Wanted = streams;
        Door.RaiseWantedStreamsChanged();
    }

    private bool Has(Guid broadcast) =>
        Own.Any(own => own.Play.BroadcastId == broadcast) || Accepted.Any(order => order.Play!.BroadcastId == broadcast);

    private static Task<T> NextAsync<T>(Channel<T> channel) => channel.Reader.ReadAsync().AsTask().WaitAsync(FakeController.Patience);
}
