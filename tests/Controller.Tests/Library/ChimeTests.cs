using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Library.Review;

namespace CloudBroadcast.Controller.Library;

public sealed class ChimeTests : IAsyncDisposable
{
    private readonly CastTown _town = new();

    public ChimeTests() => _town.Host.Settings["Library:ReviewSteps"] = "3";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _town.DisposeAsync();

    [Fact]
    public async Task The_chime_is_approved_as_it_was_delivered_and_other_audio_under_its_name_is_not()
    {
        var chime = await _town.Host.Get<Chime>().GetAsync(Stop);
        var (audio, _) = await _town.AddProgrammeAsync(60);
        var reviews = _town.Host.Get<ReviewBook>();
        var delivered = (await reviews.FindAsync(chime.Id, Stop))!.Standing;

        await _town.RecordAnewAsync(chime, audio);

        Assert.True(delivered.IsApproved);
        Assert.All(delivered.Marks, mark => Assert.Equal(chime.ContentHash, mark.ContentHash));
        Assert.Equal(ReviewState.Draft, (await reviews.FindAsync(chime.Id, Stop))!.Standing.State);
    }

    [Fact]
    public async Task An_upload_that_is_called_like_the_chime_is_a_draft()
    {
        using var workshop = new Import.Workshop();
        await using var upload = File.OpenRead(await workshop.SoundAsync("chime.wav", "sine=f=440:d=2"));

        var added = await _town.Host.Get<ProgrammeLibrary>().ImportAsync(upload, "chime.wav", Chime.Title, Category.Notice, progress: null, Stop);

        Assert.Equal(ReviewState.Draft, (await _town.Host.Get<ReviewBook>().FindAsync(added.Programme.Id, Stop))!.Standing.State);
    }
}
