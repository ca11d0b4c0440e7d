using System.Globalization;
using CloudBroadcast.Controller.Areas;
using CsCheck;
using static CloudBroadcast.Controller.Alerts.Cap.CapDocuments;

namespace CloudBroadcast.Controller.Alerts.Cap;

public class CapAreasTests
{
    private const string Everyone = "200 201 202 203 204 205 206 207 208 209 210 211";

    [Theory]
    [InlineData("620321104201", "201", false)]
    [InlineData("620321104000", Everyone, false)]
    [InlineData("620321000000", Everyone, false)]
    [InlineData("620321", Everyone, false)]
    [InlineData("620300", Everyone, false)]
    [InlineData("620000000000", Everyone, false)]
    [InlineData("620321203202", "", false)]
    [InlineData("620602103000", "", false)]
    [InlineData("130132", "", false)]
    [InlineData("620321104299", "", true)]
    [InlineData("62032110420101", "", true)]
    [InlineData("6203", "", true)]
    [InlineData("000000", "", true)]
    [InlineData("金昌", "", true)]
    public void A_code_means_what_stands_under_it(string code, string villages, bool isUnknown) =>
        AssertReach(Hail.In(code), villages, isUnknown);

    [Theory]
    [InlineData("<geocode><valueName>SAME</valueName><value>620321</value></geocode>", Everyone, false)]
    [InlineData("<geocode><valueName>SAME</valueName><value>006109</value></geocode>", "", true)]
    [InlineData("<geocode><valueName>x</valueName><value>130132</value></geocode>", "", true)]
    [InlineData("<geocode><valueName>x</valueName></geocode>", "", true)]
    [InlineData("<polygon>38.27,101.95 38.27,101.97 38.29,101.97 38.29,101.95 38.27,101.95</polygon>", "201", false)]
    [InlineData("<polygon>38.27,101.95 38.29,101.97 38.27,101.97 38.29,101.95 38.27,101.95</polygon>", "201", false)]
    [InlineData("<polygon>38.4,101.9 38.4,102.0 38.5,102.0 38.4,101.9</polygon>", "", false)]
    [InlineData("<polygon>38.345,101.9 38.345,102.0 38.5,102.0 38.345,101.9</polygon>", "", true)]
    [InlineData("<polygon>-10,-80 -10,80 80,80 80,-80 -10,-80</polygon>", "", false)]
    [InlineData("<polygon>30,170 30,-170 45,-170 45,170 30,170</polygon>", "", false)]
    [InlineData("<circle>38.2775,101.9595 0</circle>", "201", false)]
    [InlineData("<circle>38.25,101.9 50</circle>", Everyone, false)]
    [InlineData("<circle>32.95,-115.55 0</circle>", "", false)]
    [InlineData("<circle>38.35,101.9 0.1</circle>", "", true)]
    [InlineData("<circle>32.95,-115.55 0</circle><circle>38.2775,101.9595 0</circle>", "201", false)]
    [InlineData("<circle>32.95,-115.55 0</circle><circle>here</circle>", "", true)]
    [InlineData("", "", true)]
    public void A_foreign_area_is_the_union_of_what_it_holds(string places, string villages, bool isUnknown) =>
        AssertReach(Foreign("somewhere").Before("</area>", places), villages, isUnknown);

    [Theory]
    [InlineData("永丰村", "201", false)]
    [InlineData(" 永丰村 ", "201", false)]
    [InlineData("永丰", "", true)]
    [InlineData("永丰村、头坝村", "", true)]
    [InlineData("东寨镇", "", true)]
    public void A_foreign_name_is_a_village_when_it_is_exactly_that(string name, string villages, bool isUnknown) =>
        AssertReach(Foreign(name), villages, isUnknown);

    [Fact]
    public void A_name_does_not_count_beside_a_code_that_says_otherwise() => AssertReach(
        Foreign("永丰村").Before("</area>", "<geocode><valueName>CPEAS Geographic Code</valueName><value>620321203202</value></geocode>"), "", false);

    [Fact]
    public void One_area_elsewhere_does_not_hide_one_here() => AssertReach(
        Hail.In("620321203202").Before("</info>", "<area><areaDesc>x</areaDesc><geocode><valueName>CPEAS Geographic Code</valueName><value>620321104204</value></geocode></area>"),
        "204", false);

    [Fact]
    public void A_village_without_coordinates_is_not_said_to_lie_outside()
    {
        var town = AreaSeed.Read().Where(area => area.Level != AreaLevel.Commune).ToList();
        town[1].Latitude = null;
        var message = Read(Foreign("x").Before("</area>", "<circle>32.95,-115.55 0</circle>"));

        var reach = new CapAreas(town).Of(message, message.Infos[0]);

        Assert.True(reach.IsUnknown);
        Assert.Contains("头坝村", Assert.Single(reach.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void A_circle_reaches_as_far_as_its_kilometres()
    {
        var (paris, rome) = (new CapPoint(48.8566, 2.3522), new CapPoint(41.9028, 12.4964));

        Assert.InRange(paris.KilometresTo(rome), 1104, 1108);
        Assert.InRange(new CapPoint(0, 179.5).KilometresTo(new CapPoint(0, -179.5)), 111, 112);
        Assert.InRange(new CapCircle(paris, 1_000).KilometresOutside(rome), 104, 108);
        Assert.Equal(0, new CapCircle(paris, 1_200).KilometresOutside(rome));
    }

    [Fact]
    public void A_ring_over_the_date_line_holds_what_is_in_it()
    {
        Assert.Null(CapPolygon.Read("-10,178 -10,-178 -20,-178 -20,178 -10,178", out var fiji));

        Assert.True(fiji!.Contains(new CapPoint(-15, 179)));
        Assert.True(fiji.Contains(new CapPoint(-15, -179)));
        Assert.False(fiji.Contains(new CapPoint(-15, 101)));
        Assert.InRange(fiji.KilometresOutside(new CapPoint(-15, -177)), 107, 108);
    }

    [Fact]
    public void A_polygon_round_a_circle_holds_what_is_near_and_not_what_is_far() => Gen.Select(Gen.Int[3, 60], Gen.Double[0, 2 * Math.PI], Gen.Double[0, 2]).Sample((corners, angle, far) =>
    {
        var centre = new CapPoint(38.25, 101.9);
        var ring = Enumerable.Range(0, corners + 1).Select(corner => On(centre, 2 * Math.PI * (corner % corners) / corners, 1));
        Assert.Null(CapPolygon.Read(string.Join(' ', ring), out var polygon));

        // Between the inner and the outer radius of the ring either answer may be right.
        var place = Point(On(centre, angle, far));
        Assert.True(far >= Math.Cos(Math.PI / corners) - 0.000001 || polygon!.Contains(place));
        Assert.True(far <= 1.000001 || !polygon!.Contains(place));
        Assert.True(!polygon!.Contains(place) || polygon.KilometresOutside(place) == 0);
        Assert.True(far <= 1.000001 || polygon.KilometresOutside(place) > 0);
    });

    private static string On(CapPoint centre, double angle, double radius) => string.Create(
        CultureInfo.InvariantCulture, $"{centre.Latitude + radius * Math.Sin(angle):F12},{centre.Longitude + radius * Math.Cos(angle):F12}");

    private static CapPoint Point(string written)
    {
        var parts = written.Split(',');
        Assert.Null(CapPoint.Read(parts[0], parts[1], out var point));
        return point;
    }

    private static string Foreign(string description) => Hail.With("identifier", "hail-17").In(null).With("areaDesc", description);

    private static void AssertReach(string document, string villages, bool isUnknown)
    {
        var message = Read(document);

        var reach = new CapAreas(Town).Of(message, message.Infos[0]);

        Assert.Equal(villages, string.Join(' ', reach.Villages.Select(code => code[9..])));
        Assert.Equal(isUnknown, reach.IsUnknown);
        Assert.Equal(villages.Length == 0 && !isUnknown, reach.IsElsewhere);
    }
}
