using System.Globalization;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Operator;

/// <summary>Says what a payload itself says: an operator signs what stands there, whatever the controller calls it. Pure.</summary>
internal static class Reading
{
    /// <summary>The lines to be read before the signature.</summary>
    /// <exception cref="OperatorException">The payload is not what it is said to be.</exception>
    public static IReadOnlyList<string> Of(DocumentKind kind, ReadOnlySpan<byte> payload) => kind switch
    {
        DocumentKind.Order when WireJson.TryRead<Order>(payload, out var order, out _) && OrderCodec.ProblemOf(order) is null => Of(order),
        DocumentKind.Configuration when WireJson.TryRead<GatewayConfiguration>(payload, out var configuration, out _)
            && ConfigurationCodec.ProblemOf(configuration) is null => Of(configuration),
        _ => throw new OperatorException($"The payload is no {kind} that this build can read: it is not signed."),
    };

    /// <summary>Whether two orders differ in nothing but what a later start changes: id, number and times.</summary>
    public static bool IsSameButLater(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        WireJson.TryRead<Order>(one, out var first, out _) && WireJson.TryRead<Order>(other, out var second, out _)
        && WireJson.Write(Timeless(first)).AsSpan().SequenceEqual(WireJson.Write(Timeless(second)));

    private static Order Timeless(Order order) => order with
    {
        OrderId = Guid.Empty,
        Sequence = 1,
        NotBefore = DateTimeOffset.UnixEpoch,
        Expires = DateTimeOffset.UnixEpoch,
        Play = order.Play is { } play ? play with { StartAt = DateTimeOffset.UnixEpoch } : null,
    };

    private static List<string> Of(Order order)
    {
        var lines = new List<string>
        {
            $"order {order.Sequence} of {order.Issuer}, class {order.Class}, {order.Action}",
            $"gateways ({order.Targets.Count}): {string.Join(", ", order.Targets.Select(target => target.Zones.Count == 0 ? target.Gateway : $"{target.Gateway} zones {string.Join('+', target.Zones)}"))}",
        };
        if (order.Play is { } play)
        {
            var length = TimeSpan.FromSeconds(play.Items.Sum(item => item.LengthSamples) / 48_000.0);
            lines.Add($"title: {play.Title}");
            lines.Add($"priority {play.Priority}, volume {play.VolumePercent} %");
            lines.Add($"starts {Written(play.StartAt)}, lasts {length:hh\\:mm\\:ss}, never longer than {TimeSpan.FromMilliseconds(play.LongestPlayMs):hh\\:mm\\:ss}");
            lines.AddRange(play.Items.Select(item => $"audio {item.Sha256}"));
            lines.Add(play.BundleHashes is { } hashes ? $"sound bound by {hashes.Length / AudioBundle.ContentHashSize} hashes" : "sound NOT bound");
        }

        lines.Add($"valid {Written(order.NotBefore)} to {Written(order.Expires)}");
        return lines;
    }

    private static List<string> Of(GatewayConfiguration configuration) =>
    [
        $"configuration {configuration.Revision} of {configuration.Gateway} ({configuration.Name}, {configuration.Area})",
        $"zones {string.Join(", ", configuration.Zones)}; time zone {configuration.TimeZone}",
        $"curfew {(configuration.Curfew is { } curfew ? $"{curfew.From:HH\\:mm}-{curfew.To:HH\\:mm}" : "NONE")}, longest play {TimeSpan.FromMilliseconds(configuration.LongestPlayMs)}, {configuration.StartsPerHour} starts an hour",
        $"an emergency needs approval: {(configuration.EmergencyNeedsApproval ? "yes" : "NO")}",
        .. configuration.Keys.Select(key => $"controller's key {PublicKeyId.Of(key.PublicKey)}: {string.Join(", ", key.Classes)}"),
        .. configuration.Operators.Select(each => $"operator {each.Name}: {PublicKeyId.Of(each.PublicKey)}"),
    ];

    private static string Written(DateTimeOffset instant) => instant.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
