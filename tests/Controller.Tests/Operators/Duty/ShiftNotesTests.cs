using System.Security.Claims;

namespace CloudBroadcast.Controller.Operators.Duty;

public sealed class ShiftNotesTests(TownHost town) : IClassFixture<TownHost>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ShiftNotes Notes => town.Get<ShiftNotes>();

    [Fact]
    public async Task Two_who_write_at_the_same_time_both_stand_there_with_their_names()
    {
        var outcomes = await Task.WhenAll(
            Notes.AddAsync(Person("马文静", Role.Editor), "龙口村打过电话，停电", Stop), Notes.AddAsync(Person("李涛", Role.DutyOfficer), " 第一行\r\n第二行 ", Stop));

        Assert.All(outcomes, outcome => Assert.Equal(ShiftNoteOutcome.Kept, outcome));
        var notes = await Notes.SinceAsync(TimeProvider.System.GetUtcNow().AddHours(-1), Stop);
        Assert.Contains(notes, note => (note.Author, note.Text) == ("马文静", "龙口村打过电话，停电"));
        Assert.Contains(notes, note => (note.Author, note.Text) == ("李涛", "第一行\n第二行"));
        Assert.Empty(await Notes.SinceAsync(TimeProvider.System.GetUtcNow().AddHours(1), Stop));
    }

    [Theory]
    [InlineData(Role.Auditor)]
    [InlineData(Role.VillageCadre)]
    public async Task Who_does_not_watch_over_the_town_writes_nothing(object role)
    {
        Assert.Equal(ShiftNoteOutcome.Forbidden, await Notes.AddAsync(Person("谁", (Role)role), "不该记下", Stop));
        Assert.DoesNotContain(await Notes.SinceAsync(DateTimeOffset.MinValue, Stop), note => note.Text == "不该记下");
    }

    [Theory]
    [InlineData(null, ShiftNoteOutcome.BadText)]
    [InlineData("  \r\n ", ShiftNoteOutcome.BadText)]
    public async Task A_note_without_a_word_is_refused(string? text, object outcome) =>
        Assert.Equal((ShiftNoteOutcome)outcome, await Notes.AddAsync(Person("马文静", Role.Editor), text, Stop));

    [Fact]
    public async Task The_longest_note_is_taken_and_one_longer_is_not()
    {
        Assert.Equal(ShiftNoteOutcome.Kept, await Notes.AddAsync(Person("马文静", Role.Editor), new string('字', ShiftNotes.LongestText), Stop));
        Assert.Equal(ShiftNoteOutcome.BadText, await Notes.AddAsync(Person("马文静", Role.Editor), new string('字', ShiftNotes.LongestText + 1), Stop));
    }

    private static ClaimsPrincipal Person(string name, Role role) =>
        new(new ClaimsIdentity([new Claim(OperatorClaims.DisplayName, name), new Claim(OperatorClaims.Role, role.ToString())], "test"));
}
