using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>An amplifier over fake relays on a fake clock.</summary>
internal sealed class FakeGateway : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    public FakeGateway()
    {
        Board = new FakeRelayBoard(Time);
        Amplifier = New(new AmplifierOptions());
        Amplifier.Changed += Facts.Add;
    }

    public FakeTimeProvider Time { get; } = new();

    public FakeRelayBoard Board { get; }

    public Amplifier Amplifier { get; }

    public List<RelayFact> Facts { get; } = [];

    public static HashSet<int> Zones(params int[] zones) => [.. zones];

    /// <summary>The mask of these bits: 0 is power, 1 to 8 are zones.</summary>
    public static ushort Mask(params int[] bits) => RelayMask.Of(bits);

    public Amplifier New(AmplifierOptions options) => new(Board, Options.Create(options), Time);

    public void Advance(int ms)
    {
        for (var passed = 0; passed < ms; passed += (int)Step.TotalMilliseconds)
        {
            Time.Advance(Step);
        }
    }

    /// <summary>Moves the clock on until the task has ended; says how many ms that took.</summary>
    public async Task<int> FinishAsync(Task task)
    {
        var start = Time.GetUtcNow();
        while (!task.IsCompleted)
        {
            Time.Advance(Step);
            await Task.Yield();
        }

        await task;
        return (int)(Time.GetUtcNow() - start).TotalMilliseconds;
    }

    public void Dispose() => Amplifier.Dispose();
}
