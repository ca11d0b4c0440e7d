using System.Diagnostics.CodeAnalysis;

namespace CloudBroadcast.Protocol;

/// <summary>Signs orders, and opens them again with all that can be judged without a clock or a memory.</summary>
public static class OrderCodec
{
    /// <summary>An order names no more recorded pieces than this.</summary>
    public const int MaxItems = 256;

    private const int MaxTargets = 512;
    private const int MaxZone = 8;

    /// <summary>Signs an order.</summary>
    /// <exception cref="ArgumentException">The order breaks a rule of the wire page.</exception>
    public static byte[] Sign(Order order, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (ProblemOf(order) is { } problem)
        {
            throw new ArgumentException(problem, nameof(order));
        }

        var bytes = SignedDocument.Sign(DocumentKind.Order, WireJson.Write(order), key);
        return bytes.Length <= SignedDocument.MaxBytes
            ? bytes
            : throw new ArgumentException($"The order has {bytes.Length} bytes, more than {SignedDocument.MaxBytes}.", nameof(order));
    }

    /// <summary>As below, for who does not ask which key signed.</summary>
    public static bool TryOpen(
        ReadOnlyMemory<byte> bytes,
        TrustedKeys keys,
        [NotNullWhen(true)] out Order? order,
        [NotNullWhen(false)] out RefusalReason? problem) => TryOpen(bytes, keys, out order, out _, out problem);

    /// <summary>Size, form, key known, signature, key allowed for the class: the checks that need neither clock nor ledger.</summary>
    public static bool TryOpen(
        ReadOnlyMemory<byte> bytes,
        TrustedKeys keys,
        [NotNullWhen(true)] out Order? order,
        out string keyId,
        [NotNullWhen(false)] out RefusalReason? problem)
    {
        ArgumentNullException.ThrowIfNull(keys);
        order = null;
        if (!SignedDocument.TryOpen(DocumentKind.Order, bytes, keys, out var payload, out keyId, out problem))
        {
            return false;
        }

        if (!WireJson.TryRead<Order>(payload.Span, out var read, out _) || ProblemOf(read) is not null)
        {
            problem = RefusalReason.Form;
            return false;
        }

        if (!keys.Allows(keyId, read.Class))
        {
            problem = RefusalReason.KeyNotAllowed;
            return false;
        }

        order = read;
        return true;
    }

    /// <summary>The first rule of the wire page that the order breaks, or null.</summary>
    public static string? ProblemOf(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return order switch
        {
            { Version: not WireVersion.Current } => $"version is {order.Version}, this build speaks {WireVersion.Current}",
            { Issuer.Length: 0 or > 64 } => "issuer must have 1 to 64 characters",
            { Sequence: < 1 } => "sequence must be 1 or more",
            { Targets.Count: 0 or > MaxTargets } => $"targets must name 1 to {MaxTargets} gateways",
            _ when order.Expires <= order.NotBefore => "expires must be after notBefore",
            _ when order.Targets.Any(target => !IsTarget(target)) => "a target needs a gateway id and zones from 1 to 8",
            { Action: OrderAction.Play, Play: { } play, Stop: null, Maintain: null } => ProblemOf(play) ?? ProblemOf(order, play),
            { Action: OrderAction.Stop, Stop: { } stop, Play: null, Maintain: null } => ProblemOf(stop),
            { Action: OrderAction.Maintain, Maintain: { } maintain, Play: null, Stop: null } => ProblemOf(maintain),
            _ => "action and its details do not match",
        };
    }

    // A key for ordinary orders must not take an alert's place on the ladder, nor an emergency's key speak in the curfew of anything else.
    private static string? ProblemOf(Order order, PlayOrder play) => order.Class switch
    {
        _ when play.StartAt >= order.Expires => "startAt must be before expires",
        OrderClass.Ordinary when play.Priority > Priority.LiveTalk => "an ordinary order can't have the priority of an alert",
        OrderClass.Emergency when play.Priority <= Priority.LiveTalk => "an emergency must have the priority of an alert",
        _ => null,
    };

    private static bool IsTarget(OrderTarget target) =>
        Topics.IsGatewayId(target.Gateway) && target.Zones.All(zone => zone is >= 1 and <= MaxZone);

    private static string? ProblemOf(PlayOrder play) => play switch
    {
        { Title.Length: 0 or > 200 } => "title must have 1 to 200 characters",
        { VolumePercent: < 0 or > 100 } => "volumePercent must be 0 to 100",
        { LongestPlayMs: < 1 } => "longestPlayMs must be 1 or more",
        { Live: true, Items.Count: > 0 } => "a live stream has no items",
        { Live: false, Items.Count: 0 or > MaxItems } => $"a programme's stream has 1 to {MaxItems} items",
        _ when play.Items.Any(item => !IsItem(item)) => "an item is out of range",
        { BundleHashes: { } hashes } when hashes.Length != BundlesOf(play) * AudioBundle.ContentHashSize => "bundleHashes must hold one hash for each bundle",
        _ => null,
    };

    private static long BundlesOf(PlayOrder play) =>
        (play.Items.Sum(item => (long)item.Packets) + AudioBundle.ProgrammePackets - 1) / AudioBundle.ProgrammePackets;

    internal static bool IsItem(PlayItem item) =>
        item is { Packets: >= 1, PreSkip: >= 0 and < 48_000, LengthSamples: >= 1 }
        && IsHash(item.Sha256)
        && item.PreSkip + item.LengthSamples <= (long)item.Packets * Opus.SamplesPerPacket;

    private static string? ProblemOf(StopOrder stop) => stop switch
    {
        { Reason.Length: > 200 } => "reason must have at most 200 characters",
        { Scope: StopScope.Broadcast, BroadcastId: null } => "a stop of one broadcast must name it",
        _ => null,
    };

    private static string? ProblemOf(MaintainOrder maintain) => maintain switch
    {
        _ when maintain.Zone is not null != maintain.Task is MaintenanceTask.RelayTest => "zone belongs to relayTest alone",
        { Zone: < 0 or > MaxZone } => "zone must be 0 (power) to 8",
        _ when maintain.LogLevel is not null != maintain.Task is MaintenanceTask.LogLevel => "logLevel belongs to the task of that name alone",
        _ when maintain.Package is not null != maintain.Task is MaintenanceTask.Update => "package belongs to update alone",
        { Package: { } package } when package.Version.Length is 0 or > 64 || package.Bytes < 1 || !IsHash(package.Sha256) => "the package is out of range",
        _ => null,
    };

    private static bool IsHash(string sha256) => sha256.Length == 64 && sha256.All(char.IsAsciiHexDigitLower);
}
