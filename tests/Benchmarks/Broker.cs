using CloudBroadcast.Town;

namespace CloudBroadcast.Benchmarks;

/// <summary>A broker that runs, and its TLS port on loopback.</summary>
internal sealed record Broker(ChildProcess Process, int Port);
