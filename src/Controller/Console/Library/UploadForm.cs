using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Door;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Console.Library;

/// <summary>Where the plain form of 上传 posts to: it needs no script, and starts from the beginning when the line breaks.</summary>
internal static class UploadForm
{
    public const string Path = "/library/files";

    /// <summary>What the page is told when the form was too old.</summary>
    public const string Stale = "stale";

    /// <summary>What the page is told when the title can't be taken.</summary>
    public const string BadTitle = "title";

    public static void MapUploadForm(this WebApplication app)
    {
        var limit = app.Services.GetRequiredService<IOptions<LibraryOptions>>().Value.MaxFormBytes;
        app.MapPost(Path, TakeAsync).RequireRight(Right.EditLibrary).ExcludeFromDescription()
            .WithMetadata(PageMark.Instance, new FormLimit(limit));
    }

    private static async Task<IResult> TakeAsync(HttpContext http, IAntiforgery forms, ProgrammeLibrary library, IOptions<LibraryOptions> options)
    {
        http.Features.Set<IFormFeature>(new FormFeature(http.Request, new FormOptions { MultipartBodyLengthLimit = options.Value.MaxFormBytes }));
        try
        {
            if (!await forms.IsRequestValidAsync(http))
            {
                return Back(Stale, null, null);
            }

            return await ImportAsync(await http.Request.ReadFormAsync(http.RequestAborted), library, http.RequestAborted);
        }
        catch (Exception error) when (error is InvalidDataException or AntiforgeryValidationException or BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            return Back(nameof(ImportFault.TooLarge), null, null);
        }
    }

    private static async Task<IResult> ImportAsync(IFormCollection form, ProgrammeLibrary library, CancellationToken cancellationToken)
    {
        var (title, category) = ($"{form["title"]}".Trim(), $"{form["category"]}");
        if (form.Files.GetFile("file") is not { } file || !LibraryRules.TryCategory(category, out var about))
        {
            return Back(Stale, title, category);
        }

        var called = title.Length > 0 ? title : LibraryRules.TitleOf(file.FileName);
        if (!LibraryRules.IsTitle(called))
        {
            return Back(BadTitle, title, category);
        }

        try
        {
            await using var upload = file.OpenReadStream();
            await library.ImportAsync(upload, file.FileName, called, about, progress: null, cancellationToken);
            return Results.LocalRedirect("/library?done=uploaded");
        }
        catch (AudioRefusedException refused)
        {
            return Back($"{refused.Fault}", called, category);
        }
        catch (LibraryConflictException)
        {
            return Back(nameof(ImportFault.TitleTaken), called, category);
        }
    }

    private static IResult Back(string wrong, string? title, string? category) => Results.LocalRedirect("/library/upload" + QueryString.Create(
        new Dictionary<string, string?> { ["wrong"] = wrong, ["title"] = title, ["category"] = category }.Where(pair => !string.IsNullOrEmpty(pair.Value))));

    private sealed record FormLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
