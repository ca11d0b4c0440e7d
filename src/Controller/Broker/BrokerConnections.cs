using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Broker;

/// <summary>
/// Counts the connections and keeps the limits: on all of them, and on those from one address that have not yet said who they
/// are, so that one sender of many connections does not keep the gateways out. Safe to use from many threads.
/// </summary>
internal sealed class BrokerConnections(IOptions<BrokerOptions> options)
{
    // By reference: MQTTnet shows the connection's own object, and two connections may have equal ones.
    private readonly ConcurrentDictionary<EndPoint, BrokerConnection> _all = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<IPAddress, int> _strangers = [];
    private readonly Lock _lock = new();
    private int _count;

    /// <summary>Lets a connection in as a stranger; null when a limit is reached.</summary>
    public BrokerConnection? Enter(ConnectionContext connection)
    {
        var remote = connection.RemoteEndPoint as IPEndPoint ?? throw new InvalidOperationException("The broker listens to TCP alone.");
        var entering = new BrokerConnection(remote);
        lock (_lock)
        {
            var strangers = _strangers.GetValueOrDefault(entering.Network);
            if (_count >= options.Value.MaxConnections || strangers >= options.Value.MaxStrangersPerAddress)
            {
                return null;
            }

            _count++;
            _strangers[entering.Network] = strangers + 1;
        }

        return _all[remote] = entering;
    }

    /// <summary>The connection of that end point has said who it is: it is no stranger any more.</summary>
    public BrokerConnection Known(EndPoint remote)
    {
        var connection = _all[remote];
        lock (_lock)
        {
            Forget_NeedsLock(connection);
        }

        return connection;
    }

    public void Leave(BrokerConnection connection)
    {
        _all.TryRemove(connection.Remote, out _);
        lock (_lock)
        {
            _count--;
            Forget_NeedsLock(connection);
        }
    }

    private void Forget_NeedsLock(BrokerConnection connection)
    {
        if (!connection.IsStranger)
        {
            return;
        }

        connection.IsStranger = false;
        if (--_strangers[connection.Network] == 0)
        {
            _strangers.Remove(connection.Network);
        }
    }
}
