using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBroadcast.DeviceAgent;

/// <summary>Connects Link and Health with Playback and Amplifiers: the one place where they meet.</summary>
internal static class PlayoutWiring
{
    public static IServiceCollection AddPlayoutWiring(this IServiceCollection services) => services.AddSingleton(_ => new PlayoutDoor
    {
        LongestPlay = TimeSpan.FromHours(2),
        Judge = _ => null,
        Accept = (_, _, _) => null,
        Stop = _ => { },
        Offer = _ => { },
        WantedStreams = () => [],
        OnAir = () => null,
        Sound = () => new SoundReading { Output = "wav" },
        Amplifier = () => new AmplifierReading { Connected = true, PowerAsked = false, ZonesAsked = [] },
        RefusedBundles = () => 0,
    });
}
