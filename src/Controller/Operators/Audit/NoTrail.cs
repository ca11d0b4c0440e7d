namespace CloudBroadcast.Controller.Operators.Audit;

/// <summary>
/// Marks an endpoint that changes nothing though its method may, or a small part of what another request's entry tells: what it
/// does leaves no entry, unless it is refused.
/// </summary>
internal sealed class NoTrail
{
    public static readonly NoTrail Instance = new();
}
