namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>Every document of ours, with what becomes of it where its source is trusted with everything.</summary>
public class CapDocumentTests
{
    private const string Unknown = "Its area is unknown here";

    [Theory]
    [InlineData("hail for two villages", "Sound", "lets it sound at once")]
    [InlineData("English block first", "Sound", "lets it sound at once")]
    [InlineData("English alone", "Propose", "No block is in Chinese or a configured language")]
    [InlineData("blue in its elements, orange in its headline", "Sound", "lets it sound at once")]
    [InlineData("severity unknown, no colour", "Propose", "Its severity is unknown")]
    [InlineData("exercise", "Record", "status Exercise is never acted on")]
    [InlineData("test", "Record", "status Test is never acted on")]
    [InlineData("restricted", "Record", "scope Restricted is not for loudspeakers")]
    [InlineData("acknowledgement", "Record", "msgType Ack answers a message")]
    [InlineData("expired", "Record", "It has expired")]
    [InlineData("no expiry", "Sound", "lets it sound at once")]
    [InlineData("sent in an hour", "Refuse", "more than 10 minutes from now")]
    [InlineData("update", "Sound", "lets it sound at once")]
    [InlineData("update that moves away", "Cancel", "outside the town now")]
    [InlineData("update of something unknown", "Sound", "lets it sound at once")]
    [InlineData("cancel without a block", "Cancel", "It withdraws what it refers to")]
    [InlineData("cancel of something unknown", "Record", "not known here")]
    [InlineData("lifted in the headline", "Cancel", "It withdraws what it refers to")]
    [InlineData("lifted and no word of what", "Propose", "without saying which")]
    [InlineData("lifts one and issues another", "Propose", "may lift a warning or issue one")]
    [InlineData("continued", "Sound", "lets it sound at once")]
    [InlineData("all clear", "Propose", "without saying which")]
    [InlineData("whole county", "Sound", "lets it sound at once")]
    [InlineData("another town", "Record", "outside the town")]
    [InlineData("no such village in the town", "Propose", Unknown)]
    [InlineData("Chinese by name alone", "Propose", Unknown)]
    [InlineData("foreign by name alone", "Sound", "lets it sound at once")]
    [InlineData("polygon round one village", "Sound", "lets it sound at once")]
    [InlineData("open polygon", "Propose", Unknown)]
    [InlineData("circle of three kilometres", "Sound", "lets it sound at once")]
    [InlineData("no area", "Propose", Unknown)]
    [InlineData("no block", "Propose", Unknown)]
    [InlineData("two blocks for the town", "Propose", "2 of its blocks are for this town")]
    [InlineData("air raid by word", "Propose", "which no rule may sound")]
    [InlineData("air raid by code", "Propose", "which no rule may sound")]
    [InlineData("loose in form", "Sound", "lets it sound at once")]
    [InlineData("namespace of CAP 1.1", "Sound", "lets it sound at once")]
    [InlineData("takes effect tonight", "Propose", "It takes effect only at 2026-07-18T17:00:00+08:00")]
    [InlineData("over already", "Propose", "urgency Past")]
    public void Each_document_has_its_outcome(string name, string outcome, string reason)
    {
        var verdict = CapJudge.Judge(CapDocuments.Read(CapDocuments.All[name]), CapDocuments.Trusted);

        Assert.Equal(outcome, verdict.Outcome.ToString());
        Assert.Contains(verdict.Reasons, sentence => sentence.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void No_document_is_left_out_of_the_table()
    {
        var rows = typeof(CapDocumentTests).GetMethod(nameof(Each_document_has_its_outcome))!.GetCustomAttributes(inherit: false)
            .OfType<InlineDataAttribute>().Select(row => (string)row.Data[0]!);

        Assert.Equal(CapDocuments.All.Keys.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Without_a_rule_nothing_sounds_and_nothing_is_withdrawn() => Assert.All(CapDocuments.All.Values, document =>
    {
        var verdict = CapJudge.Judge(CapDocuments.Read(document), CapDocuments.Trusted with { Rule = null });

        Assert.False(verdict.Outcome is CapOutcome.Sound or CapOutcome.Cancel);
    });

    [Fact]
    public void What_comes_twice_is_a_duplicate_whatever_it_is() => Assert.All(CapDocuments.All.Values, document =>
    {
        var message = CapDocuments.Read(document);

        Assert.Equal(CapOutcome.Duplicate, CapJudge.Judge(message, CapDocuments.Trusted with { Taken = new HashSet<CapKey> { message.Key } }).Outcome);
    });
}
