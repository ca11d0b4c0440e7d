using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways.Supplies;

/// <summary>Released packages of the agent over HTTP.</summary>
internal static class PackageEndpoints
{
    private const string ContentType = "application/octet-stream";

    public static void MapPackages(this IEndpointRouteBuilder api)
    {
        var limit = api.ServiceProvider.GetRequiredService<IOptions<SupplyOptions>>().Value.LongestPackage;
        var packages = api.MapGroup("/packages").WithTags("Gateways").RequireRight(Right.ManageGateways);
        packages.MapGet("/", List).WithName("GetPackages").WithSummary("The released packages of the agent that are here, the newest version first.");
        packages.MapPost("/", Keep).Accepts<Stream>(ContentType).WithMetadata(new UploadLimit(limit)).WithName("KeepPackage")
            .WithSummary("Takes a package that the release key signed; the body is the file.");
    }

    private static Ok<IReadOnlyList<PackageView>> List(PackageShelf shelf) => TypedResults.Ok(shelf.List());

    private static async Task<Results<Created<PackageView>, ProblemHttpResult>> Keep(
        Stream body, PackageShelf shelf, TownDbContext database, AuditTrail audit, CancellationToken cancellationToken)
    {
        if (!shelf.HasKey)
        {
            return Refusal.Conflict("The town has no release key. Set Supplies:ReleaseKey to the PEM file of its public half.");
        }

        try
        {
            var package = await shelf.TakeAsync(body, cancellationToken);
            await audit.WriteAsync(database, "package.keep", package.Sha256, null, new { package.Version, package.Architecture, package.Bytes }, cancellationToken);
            return TypedResults.Created($"/api/packages/{package.Sha256}", package);
        }
        catch (PackageRefusedException refused)
        {
            return TypedResults.Problem($"The package can't be taken. {refused.Message}", statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private sealed record UploadLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
