using System.Security.Cryptography;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Areas.Map;

/// <summary>The map as pages draw it.</summary>
/// <param name="Picture">Null while there is none.</param>
/// <param name="Version">Of the picture's bytes; goes into its address, so that browsers notice another one.</param>
/// <param name="Places">By the village's code; villages that nobody has placed are missing.</param>
internal sealed record MapView(MapPicture? Picture, string Version, IReadOnlyDictionary<string, (int X, int Y)> Places);

/// <summary>Keeps the town's map: a picture in the data folder (<c>map/picture</c>) and where each village stands on it. Safe to use from many threads.</summary>
internal sealed class TownMap(IDbContextFactory<TownDbContext> databases, IOptions<StorageOptions> storage, AuditTrail audit) : IDisposable
{
    private const string Subject = "town";

    private readonly SemaphoreSlim _lock = new(1);
    private (MapPicture? Picture, string Version)? _known;

    /// <summary>Raised after picture or places have changed; on any thread.</summary>
    public event Action? Changed;

    private string FilePath => Path.Combine(Path.GetFullPath(storage.Value.DataFolder), "map", "picture");

    public async Task<MapView> ReadAsync(CancellationToken cancellationToken)
    {
        var (picture, version) = await PictureAsync(cancellationToken);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var places = await database.MapPlaces.AsNoTracking().ToDictionaryAsync(place => place.AreaCode, place => (place.X, place.Y), cancellationToken);
        return new MapView(picture, version, places);
    }

    /// <summary>The picture's file and type; null while there is none.</summary>
    public async Task<(string Path, string ContentType)?> FileAsync(CancellationToken cancellationToken) =>
        (await PictureAsync(cancellationToken)).Picture is { } picture ? (FilePath, picture.ContentType) : null;

    /// <summary>Takes another picture; null, or what is wrong with it.</summary>
    public async Task<MapPictureFault?> TakeAsync(byte[] file, CancellationToken cancellationToken)
    {
        var (picture, fault) = MapPicture.Read(file);
        if (picture is null)
        {
            return fault;
        }

        await _lock.WaitAsync(cancellationToken);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
            var beside = $"{FilePath}.new";
            await File.WriteAllBytesAsync(beside, file, cancellationToken);
            File.Move(beside, FilePath, overwrite: true);
            _known = null;
        }
        finally
        {
            _lock.Release();
        }

        await NoteAsync("map.picture", new { picture.ContentType, picture.Width, picture.Height, Bytes = file.Length }, cancellationToken);
        return null;
    }

    /// <summary>Takes the picture away; the places stay.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            if (File.Exists(FilePath))
            {
                File.Delete(FilePath);
            }

            _known = null;
        }
        finally
        {
            _lock.Release();
        }

        await NoteAsync("map.picture", null, cancellationToken);
    }

    /// <summary>Places villages, or takes their places away where there is none given; false when a code is no village's or a number is out of range.</summary>
    public async Task<bool> PlaceAsync(IReadOnlyDictionary<string, (int X, int Y)?> places, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var villages = await database.Areas.Where(area => area.Level == AreaLevel.Village).Select(area => area.Code).ToListAsync(cancellationToken);
        if (places.Any(place => !villages.Contains(place.Key) || place.Value is { } at && !(IsIn(at.X) && IsIn(at.Y))))
        {
            return false;
        }

        var known = await database.MapPlaces.ToDictionaryAsync(place => place.AreaCode, cancellationToken);
        foreach (var (code, place) in places)
        {
            if (place is not { } at)
            {
                database.MapPlaces.RemoveRange(known.Values.Where(gone => gone.AreaCode == code));
            }
            else if (known.TryGetValue(code, out var there))
            {
                (there.X, there.Y) = at;
            }
            else
            {
                database.MapPlaces.Add(new MapPlace { AreaCode = code, X = at.X, Y = at.Y });
            }
        }

        var facts = places.Where(place => place.Value is not null).ToDictionary(place => place.Key, place => new[] { place.Value!.Value.X, place.Value.Value.Y });
        await audit.WriteAsync(database, "map.places", Subject, null, facts, cancellationToken);
        Changed?.Invoke();
        return true;
    }

    public void Dispose() => _lock.Dispose();

    private static bool IsIn(int value) => value is >= 0 and <= MapPlace.Most;

    private async Task<(MapPicture? Picture, string Version)> PictureAsync(CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            if (_known is not { } known)
            {
                var file = File.Exists(FilePath) ? await File.ReadAllBytesAsync(FilePath, cancellationToken) : [];
                known = (MapPicture.Read(file).Picture, Convert.ToHexStringLower(SHA256.HashData(file))[..12]);
                _known = known;
            }

            return known;
        }
        finally
        {
            _lock.Release();
        }
    }

    private async Task NoteAsync(string action, object? after, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await audit.WriteAsync(database, action, Subject, null, after, cancellationToken);
        Changed?.Invoke();
    }
}
