using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Operators.Duty;

public sealed class DutyPhonesTests(TownHost town) : IClassFixture<TownHost>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DutyPhones Phones => town.Get<DutyPhones>();

    [Fact]
    public async Task The_list_is_kept_in_its_order_without_empty_lines_and_stands_in_the_trail()
    {
        var told = 0;
        Phones.Changed += () => told++;
        var before = await Phones.ReadAsync(Stop);

        Assert.Null(await Phones.SaveAsync([(" 镇值班室 ", "0935-1234567"), ("", " "), ("许成林", "+86 139 0000 0107")], before.Version, Stop));

        var after = await Phones.ReadAsync(Stop);
        Assert.Equal([("镇值班室", "0935-1234567"), ("许成林", "+86 139 0000 0107")], after.Phones.Select(phone => (phone.Name, phone.Number)));
        Assert.Equal(["09351234567", "+8613900000107"], after.Phones.Select(phone => phone.Dialled));
        Assert.Equal(1, told);
        await using var database = town.OpenDatabase();
        Assert.Contains("0935-1234567", (await database.AuditEntries.OrderByDescending(entry => entry.Number).FirstAsync(Stop)).After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_saves_over_somebody_else_s_change_is_told_and_changes_nothing()
    {
        var seen = (await Phones.ReadAsync(Stop)).Version;
        Assert.Null(await Phones.SaveAsync([("先存的", "110")], seen, Stop));

        Assert.Equal(new DutyProblem(DutyFault.Stale), await Phones.SaveAsync([("后存的", "119")], seen, Stop));

        Assert.Equal("先存的", Assert.Single((await Phones.ReadAsync(Stop)).Phones).Name);
    }

    [Theory]
    [InlineData("", "110", DutyFault.Name)]
    [InlineData("值班室", "", DutyFault.Number)]
    [InlineData("值班室", "12", DutyFault.Number)]
    [InlineData("值班室", "一一〇", DutyFault.Number)]
    [InlineData("值班室", "110; rm", DutyFault.Number)]
    [InlineData("值班室", "123456789012345678901", DutyFault.Number)]
    public async Task A_line_that_nobody_can_call_is_refused_by_its_number(string name, string number, object fault)
    {
        var version = (await Phones.ReadAsync(Stop)).Version;
        Assert.Equal(new DutyProblem((DutyFault)fault, 2), await Phones.SaveAsync([("镇值班室", "0935-1234567"), (name, number)], version, Stop));
        Assert.Equal(version, (await Phones.ReadAsync(Stop)).Version);
    }

    [Fact]
    public async Task A_list_that_is_too_long_is_refused()
    {
        var version = (await Phones.ReadAsync(Stop)).Version;
        Assert.Equal(DutyFault.TooLong, (await Phones.SaveAsync(Enumerable.Repeat(("值班室", "110"), DutyPhones.MostLines + 1), version, Stop))!.Fault);
    }
}
