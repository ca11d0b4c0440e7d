using System.Runtime.InteropServices;

namespace CloudBroadcast.DeviceAgent.Terminal;

/// <summary>Lets a command end in order at Ctrl-C or TERM, so that no relay stays closed behind it. A second time kills.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private PosixSignalRegistration[] _registrations = [];

    /// <summary>Cancelled once somebody asked for the end. Whoever does not take it is ended by the first signal.</summary>
    public CancellationToken Token
    {
        get
        {
            if (_registrations.Length == 0)
            {
                _registrations = [Register(PosixSignal.SIGINT), Register(PosixSignal.SIGTERM)];
            }

            return _asked.Token;
        }
    }

    public void Dispose()
    {
        Array.ForEach(_registrations, registration => registration.Dispose());
        _asked.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = !_asked.IsCancellationRequested;
        _asked.Cancel();
    });
}
