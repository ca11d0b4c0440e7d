using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Library.Review;
using CloudBroadcast.Controller.Library.Speech;
using CloudBroadcast.Controller.Library.Uploads;
using CloudBroadcast.Controller.Library.Versions;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Library;

/// <summary>Registers the library: import, speech, programmes, playlists.</summary>
internal static class LibraryServices
{
    public static IServiceCollection AddLibrary(this IServiceCollection services, IConfiguration configuration) => services
        .AddLibraryOptions(configuration)
        .AddSingleton<Ffmpeg>()
        .AddSingleton<AudioFiles>()
        .AddSingleton<AudioImport>()
        .AddSingleton<LibraryAudio>()
        .AddSpeech()
        .AddSingleton<ReviewBook>()
        .AddSingleton<ReviewDesk>()
        .AddSingleton<ProgrammeLibrary>()
        .AddSingleton<ProgrammeCutter>()
        .AddSingleton<ProgrammeUses>()
        .AddSingleton<Chime>()
        .AddSingleton<UploadImports>()
        .AddHostedService(provider => provider.GetRequiredService<UploadImports>())
        .AddSingleton<UploadDesk>()
        .AddSingleton<PlaylistLibrary>();

    private static IServiceCollection AddLibraryOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LibraryOptions>()
            .Bind(configuration.GetSection(LibraryOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddOptions<SpeechOptions>()
            .Bind(configuration.GetSection(SpeechOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<LibraryOptions>, LibraryOptionsValidator>()
            .AddSingleton<IValidateOptions<SpeechOptions>, SpeechRanges>()
            .AddSingleton<IValidateOptions<SpeechOptions>, SpeechEngineNeeds>();
    }

    private static IServiceCollection AddSpeech(this IServiceCollection services)
    {
        // Speaker has its own time limit; a long text is one long answer.
        services.AddHttpClient(HttpSpeech.Client, client => client.Timeout = Timeout.InfiniteTimeSpan);
        return services
            .AddSingleton(provider => Lexicon.Load(provider.GetRequiredService<IOptions<SpeechOptions>>().Value.LexiconFile))
            .AddSingleton<TownLexicon>()
            .AddSingleton<ISpeechEngine>(provider => provider.GetRequiredService<IOptions<SpeechOptions>>().Value.Engine switch
            {
                SpeechEngineKind.Command => ActivatorUtilities.CreateInstance<CommandSpeech>(provider),
                SpeechEngineKind.Http => ActivatorUtilities.CreateInstance<HttpSpeech>(provider),
                _ => ActivatorUtilities.CreateInstance<EspeakSpeech>(provider),
            })
            .AddSingleton<Speaker>();
    }
}
