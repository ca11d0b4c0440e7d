using System.Runtime.InteropServices;

namespace CloudBroadcast.DeviceAgent.Terminal;

/// <summary>Lets a command end in order at Ctrl-C or TERM, so that no relay stays closed behind it. A second time kills.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interrupt() => _registrations = [Register(PosixSignal.SIGINT), Register(PosixSignal.SIGTERM)];

    /// <summary>Cancelled once somebody asked for the end.</summary>
    public CancellationToken Token => _asked.Token;

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
