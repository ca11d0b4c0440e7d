using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Broker;

/// <summary>Limits of the embedded broker (section <c>Broker</c>).</summary>
internal sealed class BrokerOptions
{
    public const string Section = "Broker";

    /// <summary>TCP connections at once, handshakes included.</summary>
    [Range(1, 20_000)]
    public int MaxConnections { get; set; } = 1_000;

    /// <summary>Of these, those from one address (of IPv6: one /64) that have not yet said who they are.</summary>
    [Range(1, 20_000)]
    public int MaxStrangersPerAddress { get; set; } = 100;

    /// <summary>Bytes of the first packet, which comes from somebody who has not yet said who he is.</summary>
    [Range(256, 65_536)]
    public int MaxFirstPacketBytes { get; set; } = 4_096;

    /// <summary>Bytes of each later packet.</summary>
    [Range(65_536, 1_000_000)]
    public int MaxPacketBytes { get; set; } = 128 * 1024;

    /// <summary>Messages that may wait for one gateway; one that fills it is disconnected.</summary>
    [Range(10, 100_000)]
    public int MaxWaitingMessages { get; set; } = 500;

    /// <summary>Bytes of streams that may wait for one gateway, beside what the socket holds; what comes while it is full is left out.</summary>
    [Range(16_384, 1_000_000)]
    public int MaxWaitingStreamBytes { get; set; } = 64 * 1024;

    /// <summary>A gateway whose streams have found it full for this long is disconnected.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan MaxFullTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the sessions' keys are compared with those on record, which another process may have revoked.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:50")]
    public TimeSpan RevocationSweep { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Messages, subscriptions and pings that a gateway may send in a second; one that sends more is disconnected.</summary>
    [Range(1, 100_000)]
    public int MaxMessagesPerSecond { get; set; } = 100;

    /// <summary>Time for the TLS handshake, and again for the first packet.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(5);
}

[OptionsValidator]
internal sealed partial class BrokerOptionsValidator : IValidateOptions<BrokerOptions>;
