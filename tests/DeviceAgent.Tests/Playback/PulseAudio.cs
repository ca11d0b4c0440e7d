using System.Runtime.InteropServices;
using CloudBroadcast.Town;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>A sound server that is there for the tests of a class, and that this very process reaches too.</summary>
public sealed partial class PulseAudio : SoundServer, IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        // The plugin reads the environment of C, which .NET's own setter leaves alone.
        foreach (var (name, value) in Environment)
        {
            Assert.Equal(0, setenv(name, value, 1));
        }

        await StartAsync(TestContext.Current.CancellationToken);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
