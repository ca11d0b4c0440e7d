using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Library;

/// <summary>Our own chime, three notes that rise, as a programme that a playlist can begin and end with; made when it is first wanted, and approved as it was made.</summary>
internal sealed class Chime(IDbContextFactory<TownDbContext> databases, AudioImport import, ProgrammeLibrary library)
{
    public const string Title = "开播铃";

    private const double Seconds = 2.4;

    // C5, E5, G5; each begins 0.5 s after the one before it and rings on.
    private static readonly double[] Notes = [523.25, 659.26, 783.99];
    private const double Apart = 0.5;
    private const double Loudness = 0.16 * short.MaxValue;
    private const double AttackSeconds = 0.01;
    private const double FadesBySeconds = 0.35;

    /// <summary>The programme, or null while nobody has wanted it.</summary>
    public async Task<Programme?> FindAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Programmes.AsNoTracking().OrderBy(programme => programme.CreatedAt)
            .FirstOrDefaultAsync(programme => programme.Origin == ProgrammeOrigin.Chime, cancellationToken);
    }

    /// <summary>The programme, made now if need be.</summary>
    /// <exception cref="LibraryConflictException">Another programme is called so.</exception>
    public async Task<Programme> GetAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is { } known)
        {
            return known;
        }

        using var wav = new MemoryStream(MonoWav.Of(Render()));
        var audio = await import.ImportAsync(wav, Title, progress: null, cancellationToken);
        return (await library.AddAsync(audio, Title, Category.Notice, new AudioSource(ProgrammeOrigin.Chime), by: null, cancellationToken)).Programme;
    }

    /// <summary>At 48 kHz, mono.</summary>
    public static short[] Render()
    {
        var samples = new short[(int)(Seconds * Opus.SampleRate)];
        for (var index = 0; index < samples.Length; index++)
        {
            samples[index] = (short)(Loudness * At((double)index / Opus.SampleRate));
        }

        return samples;
    }

    // The last 100 ms fade to nothing, so that the end does not click.
    private static double At(double seconds)
    {
        var sum = Notes.Select((note, index) => (Note: note, Since: seconds - (index * Apart))).Where(struck => struck.Since > 0).Sum(struck =>
            Math.Sin(2 * Math.PI * struck.Note * struck.Since) * Math.Min(1, struck.Since / AttackSeconds) * Math.Exp(-struck.Since / FadesBySeconds));
        return sum * Math.Clamp((Seconds - seconds) / 0.1, 0, 1);
    }
}
