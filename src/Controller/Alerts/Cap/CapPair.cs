namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>A free pair of a profile: an event code, a parameter or a geocode.</summary>
/// <param name="Name">The system that the value is of (<c>valueName</c>), white space collapsed; empty when not written.</param>
/// <param name="Value">Not empty, trimmed.</param>
internal sealed record CapPair(string Name, string Value);
