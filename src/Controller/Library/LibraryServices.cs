using CloudBroadcast.Controller.Alerts.Sound;
using CloudBroadcast.Controller.Library.Columns;
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
        .AddAlertSound()
        .AddSingleton<ReviewBook>()
        .AddSingleton<ReviewDesk>()
        .AddSingleton<ProgrammeLibrary>()
        .AddSingleton<ProgrammeCutter>()
        .AddSingleton<ProgrammeUses>()
        .AddSingleton<Chime>()
        .AddSingleton<UploadImports>()
        .AddHostedService(provider => provider.GetRequiredService<UploadImports>())
        .AddSingleton<UploadDesk>()
        .AddSingleton<PlaylistLibrary>()
        .AddColumns(configuration);

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

    private static IServiceCollection AddColumns(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ColumnOptions>()
            .Bind(configuration.GetSection(ColumnOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddHttpClient(FeedDoor.Client, client => client.Timeout = Timeout.InfiniteTimeSpan).ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
        {
            // A proxy would be connected to in the place of the host, and nobody would look at that one's address.
            UseProxy = false,
            UseCookies = false,
            MaxAutomaticRedirections = 5,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            ConnectCallback = provider.GetRequiredService<FeedDoor>().ConnectAsync,
        });
        return services
            .AddSingleton<IValidateOptions<ColumnOptions>, ColumnRanges>()
            .AddSingleton<IValidateOptions<ColumnOptions>, ColumnNeeds>()
            .AddSingleton<FeedDoor>()
            .AddSingleton<FeedClient>()
            .AddSingleton<ColumnFolders>()
            .AddSingleton<ColumnLibrary>()
            .AddSingleton<ColumnWatch>()
            .AddHostedService(provider => provider.GetRequiredService<ColumnWatch>());
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
