using System.Buffers.Binary;

namespace CloudBroadcast.Controller.Areas.Map;

public sealed class TownMapTests(TownHost town) : IClassFixture<TownHost>
{
    private const string Village = "620321104200";
    private const string Neighbour = "620321104201";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private TownMap Map => town.Get<TownMap>();

    /// <summary>The head and the end of a PNG picture; what lies between them nobody reads here.</summary>
    internal static byte[] Png(int width, int height)
    {
        var file = new byte[64];
        new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52 }.CopyTo(file, 0);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), height);
        new byte[] { 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82 }.CopyTo(file, 56);
        return file;
    }

    // SOI, APP0 with two bytes, SOF0 with height and width, EOI.
    private static byte[] Jpeg(ushort width, ushort height) =>
    [
        0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xC0, 0, 11, 8, (byte)(height >> 8), (byte)(height & 0xFF), (byte)(width >> 8), (byte)(width & 0xFF), 1, 1, 0x11, 0, 0xFF, 0xD9,
    ];

    [Fact]
    public void A_picture_says_its_type_and_size()
    {
        Assert.Equal(new MapPicture("image/png", 1200, 800), MapPicture.Read(Png(1200, 800)).Picture);
        Assert.Equal(new MapPicture("image/jpeg", 1024, 700), MapPicture.Read(Jpeg(1024, 700)).Picture);
    }

    [Fact]
    public void What_is_no_picture_or_none_for_a_map_is_refused()
    {
        byte[][] none = [[], [0xFF, 0xD8], "<svg onload=alert(1)>"u8.ToArray(), Png(1200, 800)[..^1], Jpeg(1024, 700)[..^2], "GIF89a"u8.ToArray(), [0xFF, 0xD8, 0xFF, 0xFF, 0xFF, 0xD9]];
        Assert.All(none, file => Assert.Equal((null, MapPictureFault.Form), MapPicture.Read(file)));
        Assert.All((byte[][])[Png(199, 800), Png(800, 8_001), Png(-1, 800), Jpeg(1024, 20)], file => Assert.Equal((null, MapPictureFault.Size), MapPicture.Read(file)));
        Assert.Equal((null, MapPictureFault.Bytes), MapPicture.Read(new byte[MapPicture.MostBytes + 1]));
    }

    [Fact]
    public async Task The_picture_is_kept_replaced_and_taken_away()
    {
        Assert.Null(await Map.TakeAsync(Png(1200, 800), Stop));
        var first = await Map.ReadAsync(Stop);
        Assert.Equal(1200, first.Picture!.Width);
        Assert.Equal(MapPictureFault.Form, await Map.TakeAsync("<svg/>"u8.ToArray(), Stop));
        Assert.Equal(first.Version, (await Map.ReadAsync(Stop)).Version);

        Assert.Null(await Map.TakeAsync(Jpeg(1024, 700), Stop));
        Assert.NotEqual(first.Version, (await Map.ReadAsync(Stop)).Version);
        Assert.Equal("image/jpeg", (await Map.FileAsync(Stop))!.Value.ContentType);

        await Map.RemoveAsync(Stop);
        Assert.Null((await Map.ReadAsync(Stop)).Picture);
        Assert.Null(await Map.FileAsync(Stop));
    }

    [Fact]
    public async Task Villages_are_placed_moved_and_let_go_and_nothing_else_is()
    {
        Assert.True(await Map.PlaceAsync(new Dictionary<string, (int, int)?> { [Village] = (100, 900), [Neighbour] = (0, 1_000) }, Stop));
        Assert.True(await Map.PlaceAsync(new Dictionary<string, (int, int)?> { [Village] = (150, 850), [Neighbour] = null }, Stop));
        Assert.False(await Map.PlaceAsync(new Dictionary<string, (int, int)?> { [Village] = (1_001, 0) }, Stop));
        Assert.False(await Map.PlaceAsync(new Dictionary<string, (int, int)?> { ["620321104000"] = (1, 1) }, Stop));

        var place = Assert.Single((await Map.ReadAsync(Stop)).Places);
        Assert.Equal((Village, (150, 850)), (place.Key, place.Value));
    }
}
