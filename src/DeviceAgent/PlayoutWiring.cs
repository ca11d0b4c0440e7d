using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Playback;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent;

/// <summary>Connects Link and Health with Playback and Amplifiers: the one place where they meet.</summary>
internal static class PlayoutWiring
{
    public static IServiceCollection AddPlayoutWiring(this IServiceCollection services)
    {
        services.AddSingleton<OpenStored>(provider => provider.GetRequiredService<AudioStore>().TryOpen);
        services.AddHostedService<BoardFaults>();
        services.AddHostedService(provider => new AlertButtonWatch(provider.GetRequiredService<IRelayBoard>(), provider.GetRequiredService<AlertButton>()));
        services.AddSingleton(provider => new LineWitness(
            provider.GetRequiredService<IRelayBoard>(),
            provider.GetRequiredService<FaultBoard>(),
            provider.GetRequiredService<JournalFeed>(),
            () => provider.GetRequiredService<ControllerClock>().Now));
        return services.AddSingleton(provider => Connect(
            provider.GetRequiredService<BroadcastPlayer>(),
            provider.GetRequiredService<Amplifier>(),
            provider.GetRequiredService<LineWitness>(),
            provider.GetRequiredService<InstalledConfiguration>(),
            provider.GetRequiredService<IOptions<PlaybackOptions>>().Value.LongestPlay,
            provider.GetRequiredService<TimeProvider>()));
    }

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
        Board = state.Board,
        LocalOverride = state.Readings?.LocalOverride,
        LineMv = state.Readings?.LineMv,
        SupplyMv = state.Readings?.SupplyMv,
        TemperatureC = state.Readings?.TemperatureC,
        Boots = state.Readings?.Boots,
    };

    /// <summary>The door to a player and its amplifier.</summary>
    internal static PlayoutDoor Connect(
        BroadcastPlayer player, Amplifier amplifier, LineWitness line, InstalledConfiguration installed, TimeSpan longestPlay, TimeProvider time)
    {
        player.OwnVolume = () => installed.Current.Configuration.VolumePercent;
        var door = new PlayoutDoor
        {
            LongestPlay = longestPlay,
            Judge = (order, target) => player.Check(PlayRequest.Of(order, keyId: "", target, receivedTimestamp: 0)).Refusal,
            Accept = (order, keyId, target, receivedTimestamp) => player.Accept(PlayRequest.Of(order, keyId, target, receivedTimestamp)).Refusal,
            JudgeOwn = own => player.Check(PlayRequest.Of(own, now: 0)).Refusal,
            AcceptOwn = own => player.Accept(PlayRequest.Of(own, time.GetTimestamp())).Refusal,
            LeadTime = () => player.LeadTime,
            Stop = player.Stop,
            Offer = player.Offer,
            WantedStreams = () => player.WantedStreams,
            OnAir = () => player.OnAir,
            AlsoOnAir = () => player.AlsoOnAir,
            Sound = () => player.Sound,
            Amplifier = () => Reading(amplifier.State),
        };
        player.WantedStreamsChanged += door.RaiseWantedStreamsChanged;
        player.WantedStreamsChanged += door.RaiseChanged;
        // One meter can't tell several lines apart, and no proof is better than a wrong one.
        var isMeasured = player.LineCount == 1;
        player.Reported += report =>
        {
            door.RaiseReported(isMeasured ? line.Complete(report) : report);
            door.RaiseChanged();
        };
        if (isMeasured)
        {
            player.Sounded += line.Note;
        }

        amplifier.Changed += _ => door.RaiseChanged();
        return door;
    }
}
