using CloudBroadcast.Protocol;
using static CloudBroadcast.Controller.Alerts.Cap.CapDocuments;

namespace CloudBroadcast.Controller.Alerts.Cap;

public class CapJudgeTests
{
    [Fact]
    public void A_trusted_warning_sounds_in_its_villages_until_it_expires()
    {
        var verdict = Judge(Hail);

        Assert.Equal(CapOutcome.Sound, verdict.Outcome);
        Assert.Equal(Priority.OrangeAlert, verdict.Severity);
        Assert.Equal(["620321104201", "620321104204"], verdict.Villages);
        Assert.Equal(Sent.AddMinutes(118.5), verdict.ExpiresAt);
        Assert.Equal("永昌县气象台发布冰雹橙色预警信号", verdict.Choice!.Headline);
        Assert.Equal([$"The rule of {Sender} lets it sound at once up to red."], verdict.Reasons);
        Assert.Empty(verdict.Remarks);
    }

    [Theory]
    [InlineData("Propose", false, "Propose", "leaves it to a person")]
    [InlineData("RecordOnly", true, "Record", "is to record only")]
    [InlineData("NeedsSignature", false, "Propose", "asks for a signature, and none was verified")]
    [InlineData("NeedsSignature", true, "Sound", "lets it sound at once")]
    [InlineData("SoundAtOnce", false, "Sound", "lets it sound at once")]
    public void A_source_acts_as_its_rule_allows(string action, bool isSigned, string outcome, string reason)
    {
        var situation = Trusted with { Rule = Trusting with { Action = Enum.Parse<CapAction>(action) }, IsSigned = isSigned };

        var verdict = Judge(Hail, situation);

        Assert.Equal(outcome, verdict.Outcome.ToString());
        Assert.Contains(reason, Assert.Single(verdict.Reasons), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BlueAlert", "Propose")]
    [InlineData("YellowAlert", "Propose")]
    [InlineData("OrangeAlert", "Sound")]
    [InlineData("RedAlert", "Sound")]
    public void What_is_above_the_rule_waits_for_a_person(string highest, string outcome)
    {
        var situation = Trusted with { Rule = Trusting with { HighestAtOnce = Enum.Parse<Priority>(highest) } };

        Assert.Equal(outcome, Judge(Hail, situation).Outcome.ToString());
    }

    [Fact]
    public void A_colour_that_raises_the_severity_is_held_to_the_rule_too()
    {
        var situation = Trusted with { Rule = Trusting with { HighestAtOnce = Priority.BlueAlert } };

        var verdict = Judge(Hail.With("severity", "Minor"), situation);

        Assert.Equal((CapOutcome.Propose, Priority.OrangeAlert), (verdict.Outcome, verdict.Severity));
        Assert.Equal(["The headline says orange, severity Minor is blue; the higher one counts: orange."], verdict.Remarks);
    }

    [Fact]
    public void A_source_sounds_in_its_own_areas_and_the_rest_waits_for_a_person()
    {
        var part = Judge(Hail, Trusted with { Rule = Trusting with { Areas = ["620321104201"] } });
        var none = Judge(Hail, Trusted with { Rule = Trusting with { Areas = ["620321203000", "nonsense"] } });
        var county = Judge(Hail, Trusted with { Rule = Trusting with { Areas = ["620321"] } });

        Assert.Equal((CapOutcome.Sound, "620321104201", "620321104204"), (part.Outcome, Assert.Single(part.Villages), Assert.Single(part.Withheld)));
        Assert.Equal((CapOutcome.Propose, 2), (none.Outcome, none.Villages.Count));
        Assert.Equal((CapOutcome.Sound, 2), (county.Outcome, county.Villages.Count));
    }

    [Fact]
    public void The_rule_of_another_sender_is_no_rule() =>
        Assert.Contains("No rule names the sender", Judge(Hail, Trusted with { Rule = Trusting with { Sender = Sender.ToUpperInvariant() } }).Reasons[0], StringComparison.Ordinal);

    [Fact]
    public void Without_an_expiry_a_day_is_assumed_and_said()
    {
        var verdict = Judge(Hail.With("expires", null));

        Assert.Equal(Sent.AddHours(24), verdict.ExpiresAt);
        Assert.Equal(["expires is missing; 24 hours from sent are assumed."], verdict.Remarks);
        Assert.Equal(CapOutcome.Record, Judge(Hail.With("expires", null), Trusted with { Now = Sent.AddHours(24) }).Outcome);
    }

    [Theory]
    [InlineData(-600, "Sound")]
    [InlineData(-601, "Refuse")]
    public void A_sender_whose_clock_is_far_ahead_is_refused(int seconds, string outcome) =>
        Assert.Equal(outcome, Judge(Hail, Trusted with { Now = Sent.AddSeconds(seconds) }).Outcome.ToString());

    [Fact]
    public void An_update_takes_the_place_of_what_it_names()
    {
        var known = Judge(All["update"]);
        var unknown = Judge(All["update of something unknown"]);

        Assert.Equal((CapOutcome.Sound, Earlier), (known.Outcome, Assert.Single(known.Replaces)));
        Assert.Equal(CapOutcome.Sound, unknown.Outcome);
        Assert.Empty(unknown.Replaces);
        Assert.Contains("is not known here", Assert.Single(unknown.Remarks), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cancel without a block")]
    [InlineData("lifted in the headline")]
    [InlineData("update that moves away")]
    public void An_end_acts_at_once_only_where_its_source_may_sound(string name)
    {
        var trusted = Judge(All[name]);
        var proposed = Judge(All[name], Trusted with { Rule = Trusting with { Action = CapAction.NeedsSignature } });

        Assert.Equal((CapOutcome.Cancel, Earlier), (trusted.Outcome, Assert.Single(trusted.Cancels)));
        Assert.Equal((CapOutcome.Propose, Earlier), (proposed.Outcome, Assert.Single(proposed.Cancels)));
        Assert.Empty(trusted.Replaces);
    }

    [Fact]
    public void Nobody_withdraws_what_another_said()
    {
        var foreign = Earlier with { Sender = "other" };
        var document = Hail.With("msgType", "Cancel").Before("<info>", Refers(foreign));

        var verdict = Judge(document, Trusted with { Taken = new HashSet<CapKey> { foreign } });

        Assert.Equal(CapOutcome.Record, verdict.Outcome);
        Assert.Empty(verdict.Cancels);
        Assert.Contains(verdict.Remarks, remark => remark.Contains("another sender's", StringComparison.Ordinal));
    }

    [Fact]
    public void One_identifier_of_two_instants_is_two_messages() => Assert.Equal(
        CapOutcome.Record, Judge(Hail.With("msgType", "Cancel").Before("<info>", Refers(Earlier with { Sent = Earlier.Sent.AddSeconds(1) }))).Outcome);

    [Fact]
    public void A_warning_that_comes_after_its_own_end_stays_silent()
    {
        var verdict = Judge(Hail, Trusted with { Superseded = new HashSet<CapKey> { Read(Hail).Key } });

        Assert.Equal(CapOutcome.Record, verdict.Outcome);
        Assert.Equal(["A later message of the same sender has replaced or withdrawn it."], verdict.Reasons);
    }

    [Fact]
    public void An_end_that_names_nothing_is_for_a_person_only_while_something_is_known() => Assert.Equal(
        CapOutcome.Record, Judge(All["lifted and no word of what"], Trusted with { Taken = new HashSet<CapKey>() }).Outcome);

    [Fact]
    public void A_cancel_of_an_exercise_ends_nothing_real() =>
        Assert.Equal(CapOutcome.Record, Judge(All["cancel without a block"].With("status", "Exercise")).Outcome);

    [Fact]
    public void Of_two_blocks_for_the_town_the_gravest_is_proposed()
    {
        var verdict = Judge(All["two blocks for the town"].With("severity", "Minor").With("headline", "冰雹"));

        Assert.Equal((CapOutcome.Propose, Priority.OrangeAlert), (verdict.Outcome, verdict.Severity));
    }

    [Fact]
    public void The_block_for_the_town_is_taken_though_another_stands_first()
    {
        var other = "<info><language>zh-CN</language><category>Met</category><event>高温</event><urgency>Future</urgency><severity>Extreme</severity>"
            + "<certainty>Likely</certainty><area><areaDesc>x</areaDesc><geocode><valueName>CPEAS Geographic Code</valueName><value>130132</value></geocode></area></info>";

        var verdict = Judge(Hail.Before("<info>", other));

        Assert.Equal((CapOutcome.Sound, "冰雹"), (verdict.Outcome, verdict.Choice!.Info.Event));
    }

    [Fact]
    public void All_that_stands_against_it_is_said_at_once() => Assert.Equal(
        6, Judge(Hail.In("620321104299").With("severity", "Unknown").With("headline", "冰雹").With("urgency", "Past").With("certainty", "Unlikely").With("event", "空袭"),
            Trusted with { Rule = null }).Reasons.Count);

    private static CapVerdict Judge(string document, CapSituation? situation = null) => CapJudge.Judge(Read(document), situation ?? Trusted);
}
