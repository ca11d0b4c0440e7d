using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Playback;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent;

/// <summary>Connects Link and Health with Playback and Amplifiers: the one place where they meet.</summary>
internal static class PlayoutWiring
{
    public static IServiceCollection AddPlayoutWiring(this IServiceCollection services) => services.AddSingleton(provider => Connect(
        provider.GetRequiredService<BroadcastPlayer>(),
        provider.GetRequiredService<Amplifier>(),
        provider.GetRequiredService<InstalledConfiguration>(),
        provider.GetRequiredService<IOptions<PlaybackOptions>>().Value.LongestPlay));

    /// <summary>What the gateway says of an amplifier.</summary>
    internal static AmplifierReading Reading(AmplifierState state) => new()
    {
        Connected = state.BridgeConnected,
        PowerAsked = state.PowerAsked,
        PowerRead = state.PowerRead,
        ZonesAsked = [.. state.ZonesAsked.Order()],
        ZonesRead = state.ZonesRead is { } read ? [.. read.Order()] : null,
        Firmware = state.Firmware,
        Fault = state.Fault,
    };

    private static PlayoutDoor Connect(BroadcastPlayer player, Amplifier amplifier, InstalledConfiguration installed, TimeSpan longestPlay)
    {
        player.OwnVolume = () => installed.Current.Configuration.VolumePercent;
        var door = new PlayoutDoor
        {
            LongestPlay = longestPlay,
            Judge = (order, target) => player.Check(PlayRequest.Of(order, keyId: "", target, receivedTimestamp: 0)).Refusal,
            Accept = (order, keyId, target, receivedTimestamp) => player.Accept(PlayRequest.Of(order, keyId, target, receivedTimestamp)).Refusal,
            Stop = player.Stop,
            Offer = player.Offer,
            WantedStreams = () => player.WantedStreams,
            OnAir = () => player.OnAir,
            Sound = () => player.Sound,
            Amplifier = () => Reading(amplifier.State),
        };
        player.WantedStreamsChanged += door.RaiseWantedStreamsChanged;
        player.WantedStreamsChanged += door.RaiseChanged;
        player.Reported += report =>
        {
            door.RaiseReported(report);
            door.RaiseChanged();
        };
        amplifier.Changed += _ => door.RaiseChanged();
        return door;
    }
}
