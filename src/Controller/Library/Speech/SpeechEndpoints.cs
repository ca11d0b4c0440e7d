using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Library.Speech;

/// <summary>The town's voice over HTTP: which there are, how a text sounds, and which words are put right.</summary>
internal static class SpeechEndpoints
{
    public static void MapSpeech(this IEndpointRouteBuilder api)
    {
        var speech = api.MapGroup("/speech").WithTags("Library");
        speech.MapGet("/voices", Voices).RequireRight(Right.Read).WithName("GetVoices").WithSummary("The voices that can be chosen, the usual one first.");
        speech.MapPost("/preview", Preview).RequireRight(Right.EditLibrary).WithMetadata(NoTrail.Instance).Produces(StatusCodes.Status200OK, contentType: "audio/wav")
            .WithName("PreviewSpeech").WithSummary("Speaks a text to be listened to; nothing is kept.");
        var lexicon = api.MapGroup("/lexicon").WithTags("Library");
        lexicon.MapGet("/", List).RequireRight(Right.Read).WithName("GetLexicon").WithSummary("The words that the town has put right.");
        lexicon.MapGet("/{word}", Find).RequireRight(Right.Read).WithName("GetLexiconWord").WithSummary("How a word is read: by the town, by the product, or by the voice's own rules.");
        lexicon.MapPut("/{word}", Set).RequireRight(Right.EditLibrary).WithName("SetLexiconWord").WithSummary("Lets a word be read so from now on.");
        lexicon.MapDelete("/{word}", Remove).RequireRight(Right.EditLibrary).WithName("RemoveLexiconWord").WithSummary("Lets a word be read again as the product reads it.");
    }

    private static Ok<VoicesView> Voices(ISpeechEngine engine) => TypedResults.Ok(new VoicesView(engine.Voices, engine.TakesSpeed, engine.TakesPinyin));

    private static async Task<Results<FileStreamHttpResult, ValidationProblem, ProblemHttpResult>> Preview(
        PreviewRequest request, Speaker speaker, ISpeechEngine engine, IOptions<SpeechOptions> options, CancellationToken cancellationToken)
    {
        if (SpeechRules.ProblemOf(request.Text, request.Voice, request.SpeedPercent, engine, options.Value) is { } problem)
        {
            return Refusal.Field(problem.Field, problem.Value, problem.Allowed);
        }

        try
        {
            await using var sound = await speaker.TryAsync(request.Text, new SpeechStyle(request.Voice, request.SpeedPercent), cancellationToken);
            var wav = new MemoryStream();
            await sound.CopyToAsync(wav, cancellationToken);
            WavHeader.Complete(wav.GetBuffer().AsSpan(0, (int)wav.Length));
            wav.Position = 0;
            return TypedResults.Stream(wav, "audio/wav");
        }
        catch (SpeechFailedException failed)
        {
            return TypedResults.Problem(failed.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<Ok<List<LexiconView>>> List(TownLexicon lexicon, CancellationToken cancellationToken) =>
        TypedResults.Ok((await lexicon.ListAsync(cancellationToken)).Select(LexiconView.Of).ToList());

    private static async Task<Results<Ok<ReadingView>, ValidationProblem>> Find(string word, TownLexicon lexicon, CancellationToken cancellationToken) =>
        LexiconEntry.IsWord(word)
            ? TypedResults.Ok(new ReadingView(word, (await lexicon.ReadAsync(cancellationToken)).ReadingOf(word)))
            : Refusal.Field("word", word, LexiconEntry.WordAllowed);

    private static async Task<Results<Ok<LexiconView>, ValidationProblem>> Set(
        string word, ReadingRequest request, TownLexicon lexicon, CancellationToken cancellationToken)
    {
        if (!LexiconEntry.IsWord(word))
        {
            return Refusal.Field("word", word, LexiconEntry.WordAllowed);
        }

        return Pinyin.TryRead(request.Pinyin, word.Length) is { } pinyin
            ? TypedResults.Ok(LexiconView.Of(await lexicon.SetAsync(word, pinyin, cancellationToken)))
            : Refusal.Field("pinyin", request.Pinyin, Pinyin.Allowed);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(string word, TownLexicon lexicon, CancellationToken cancellationToken) =>
        await lexicon.RemoveAsync(word, cancellationToken) ? TypedResults.NoContent() : Refusal.NotFound("word", word, "the words of GET /api/lexicon");
}
