using CloudBroadcast.Controller.Library.Import;

namespace CloudBroadcast.Controller.Library.Versions;

/// <summary>Makes a new version of a programme out of a part of the present one.</summary>
internal sealed class ProgrammeCutter(Ffmpeg ffmpeg, AudioImport import, AudioFiles files, ProgrammeLibrary library)
{
    /// <summary>The programme with its new version; null when there is none of that id. The cut must fit the programme.</summary>
    /// <exception cref="AudioRefusedException">What stays can't be a programme.</exception>
    /// <exception cref="LibraryConflictException">The programme has another version by now.</exception>
    public async Task<Programme?> CutAsync(Guid id, int version, Cut cut, CancellationToken cancellationToken)
    {
        if (await library.FindAsync(id, cancellationToken) is not { } programme)
        {
            return null;
        }

        var part = files.NewWorkFile();
        try
        {
            if (!await ffmpeg.CutAsync(files.PathOf(programme.ContentHash), part, cut, cancellationToken))
            {
                throw new AudioUnavailableException(programme.ContentHash, "ffmpeg could not cut it");
            }

            var audio = await import.ImportFileAsync(part, programme.Title, progress: null, cancellationToken);
            return await library.ReplaceAudioAsync(id, version, audio, new AudioSource(ProgrammeOrigin.Cut), cancellationToken);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
