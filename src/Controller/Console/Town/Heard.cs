using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Console.Town;

/// <summary>What is known of a gateway at one instant.</summary>
/// <param name="Online">Its session holds and it was heard not long ago.</param>
/// <param name="LastSeen">Null when it was never heard since the controller started.</param>
/// <param name="State">Its last word.</param>
internal sealed record Heard(bool Online, DateTimeOffset? LastSeen, GatewayState? State)
{
    public static readonly Heard Nothing = new(false, null, null);

    /// <summary>What it has on air, as far as is known now.</summary>
    public OnAirState? OnAir => Online ? State?.OnAir : null;
}
