using System.Text;
using static CloudBroadcast.Controller.Alerts.Cap.CapDocuments;

namespace CloudBroadcast.Controller.Alerts.Cap;

public class CapReaderTests
{
    [Fact]
    public void What_a_message_says_is_read_where_it_stands()
    {
        var message = Read(Hail.Before("<info>", "<note>第一次</note><source>duty</source>" + Refers(Earlier)));

        Assert.Equal(("62032141600000_20260718160130", Sender, Sent), (message.Identifier, message.Sender, message.Sent));
        Assert.Equal((CapStatus.Actual, CapMessageType.Alert, CapScope.Public), (message.Status, message.Type, message.Scope));
        Assert.Equal(("duty", "第一次"), (message.Source, message.Note));
        Assert.Equal([Earlier], message.References);
        var info = Assert.Single(message.Infos);
        Assert.Equal(("zh-CN", "冰雹", "永昌县气象台"), (info.Language, info.Event, info.SenderName));
        Assert.Equal((CapUrgency.Immediate, CapSeverity.Severe, CapCertainty.Likely), (info.Urgency, info.Severity, info.Certainty));
        Assert.Equal([CapCategory.Met], info.Categories);
        Assert.Equal([CapResponseType.Shelter], info.ResponseTypes);
        Assert.Equal([new CapPair("GB/T 35561", "11B15")], info.EventCodes);
        Assert.Equal(Sent.AddMinutes(118.5), info.Expires);
        Assert.Equal(2, Assert.Single(info.Areas).Geocodes.Count);
        Assert.True(message.IsChinese);
        Assert.Empty(message.Remarks);
    }

    [Fact]
    public void Order_prefix_white_space_and_old_words_are_forgiven()
    {
        var message = Read(All["loose in form"]);

        Assert.Equal(Sent.AddMilliseconds(250), message.Sent);
        Assert.Equal((CapStatus.Actual, CapMessageType.Alert, CapScope.Public), (message.Status, message.Type, message.Scope));
        var info = Assert.Single(message.Infos);
        Assert.Equal(CapCertainty.Likely, info.Certainty);
        Assert.Equal("冰雹 橙色预警", info.Headline);
        Assert.Equal(CapAreas.ChineseGeocode, info.Areas[0].Geocodes[0].Name);
        Assert.Equal(["certainty \"Very Likely\" is a word of CAP 1.0; read as Likely."], message.Remarks);
    }

    [Theory]
    [InlineData("identifier", null, "identifier is missing or empty in alert")]
    [InlineData("identifier", " ", "identifier is missing or empty in alert")]
    [InlineData("identifier", "a b", "identifier \"a b\" holds a space")]
    [InlineData("sender", null, "sender is missing")]
    [InlineData("sender", "a,b", "sender \"a,b\" holds a space, a comma, < or &")]
    [InlineData("sender", "a&amp;b", "sender \"a&b\" holds")]
    [InlineData("sent", null, "sent is missing")]
    [InlineData("sent", "2026-07-18 16:01:30", "sent \"2026-07-18 16:01:30\" is no date-time")]
    [InlineData("sent", "2026-07-18T16:01:30", "has no offset")]
    [InlineData("sent", "2026-02-30T16:01:30+08:00", "does not exist")]
    [InlineData("sent", "2026-07-18T16:01:30+19:00", "does not exist")]
    [InlineData("sent", "2569-07-18T16:01:30+07:00", "counts its years in the Buddhist era")]
    [InlineData("sent", "0001-01-01T00:00:00+08:00", "lies in a year that no alert is of")]
    [InlineData("status", null, "status is missing")]
    [InlineData("status", "actual", "status \"actual\" is unknown. Allowed: Actual, Exercise, System, Test, Draft; capitals count.")]
    [InlineData("status", "0", "status \"0\" is unknown")]
    [InlineData("msgType", "Warning", "msgType \"Warning\" is unknown. Allowed: Alert, Update, Cancel, Ack, Error")]
    [InlineData("msgType", "Alert, Update", "is unknown")]
    [InlineData("msgType", "Update", "references is missing")]
    [InlineData("msgType", "Cancel", "references is missing")]
    [InlineData("msgType", "Ack", "references is missing")]
    [InlineData("msgType", "Error", "references is missing")]
    [InlineData("scope", "public", "scope \"public\" is unknown")]
    [InlineData("category", null, "category is missing or empty in alert/info[1]")]
    [InlineData("category", "Weather", "category \"Weather\" is unknown")]
    [InlineData("event", null, "event is missing")]
    [InlineData("responseType", "Hide", "responseType \"Hide\" is unknown")]
    [InlineData("urgency", null, "urgency is missing")]
    [InlineData("severity", "RED", "severity \"RED\" is unknown. Allowed: Extreme, Severe, Moderate, Minor, Unknown")]
    [InlineData("certainty", "Sure", "certainty \"Sure\" is unknown")]
    [InlineData("effective", "soon", "effective \"soon\" is no date-time")]
    [InlineData("expires", "2026-07-18T16:01:29+08:00", "expires \"2026-07-18T16:01:29+08:00\" is before sent")]
    [InlineData("expires", "2569-07-18T18:00:00+07:00", "Buddhist era")]
    [InlineData("areaDesc", null, "areaDesc is missing")]
    public void What_is_wrong_in_meaning_is_refused_by_name(string element, string? content, string sentence)
    {
        var problem = Refused(Hail.With(element, content));

        Assert.Contains(sentence, problem.Sentence, StringComparison.Ordinal);
        Assert.EndsWith(sentence.StartsWith("references", StringComparison.Ordinal) ? "/references" : "/" + element, problem.Element, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b", "is no reference")]
    [InlineData("a,b,c,d", "is no reference")]
    [InlineData(",b,2026-07-18T14:00:00+08:00", "is no reference")]
    [InlineData("a,b,yesterday", "references \"yesterday\" is no date-time")]
    [InlineData("Yongchang_County_Meteorological_Observatory,62032141600000_20260718160130,2026-07-18T16:01:30+08:00", "names no earlier message")]
    public void References_must_say_what_they_refer_to(string written, string sentence)
    {
        var problem = Refused(Hail.With("msgType", "Cancel").Before("<info>", $"<references>{written}</references>"));

        Assert.Equal("alert/references", problem.Element);
        Assert.Contains(sentence, problem.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void References_that_an_alert_does_not_need_are_left_out_when_they_say_nothing()
    {
        var message = Read(Hail.Before("<info>", "<references>see yesterday</references>"));

        Assert.Empty(message.References);
        Assert.Contains("Left out", Assert.Single(message.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void An_element_that_decides_stands_once() =>
        Assert.Equal("status stands more than once in alert. Allowed: once.", Refused(Hail.Before("<status>", "<status>Test</status>")).Sentence);

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(" \n ", "is empty")]
    [InlineData("<!DOCTYPE html><html><body>502</body></html>", "is an HTML page")]
    [InlineData("\n<HTML><body>login</body>", "is an HTML page")]
    [InlineData("<x:html xmlns:x='http://www.w3.org/1999/xhtml'/>", "is an HTML page")]
    [InlineData("{\"error\":1}", "is JSON")]
    [InlineData("<feed xmlns='http://www.w3.org/2005/Atom'/>", "is an index of alerts")]
    [InlineData("<rss version='2.0'/>", "is an index of alerts")]
    [InlineData("<EBD/>", "The root element \"EBD\" is not CAP's")]
    [InlineData("<alert/>", "The namespace \"\" is not CAP's")]
    [InlineData("<alert xmlns='urn:oasis:names:tc:emergency:alerts:1.2'/>", "The namespace \"urn:oasis:names:tc:emergency:alerts:1.2\" is not CAP's")]
    [InlineData("<alert xmlns='http://www.incident.com/cap/1.0'/>", "is not CAP's")]
    [InlineData("<alert", "no well-formed XML in line 1")]
    [InlineData("<?xml version='1.0'?><!DOCTYPE alert [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><alert>&a;</alert>", "has a document type")]
    [InlineData("<!DOCTYPE a [<!ENTITY b 'bbbbbbbb'><!ENTITY c '&b;&b;&b;'>]><a>&c;</a>", "has a document type")]
    [InlineData("<?xml version='1.0' encoding='klingon'?><alert/>", "no well-formed XML")]
    public void What_is_no_message_is_told_apart(string document, string sentence) =>
        Assert.Contains(sentence, Refused(document).Sentence, StringComparison.Ordinal);

    [Fact]
    public void The_namespace_of_the_version_before_is_read_with_a_hint() =>
        Assert.Contains("CAP 1.1", Assert.Single(Read(All["namespace of CAP 1.1"]).Remarks), StringComparison.Ordinal);

    [Fact]
    public void A_byte_order_mark_and_another_encoding_are_read()
    {
        var document = Hail.Replace("utf-8", "utf-16", StringComparison.Ordinal);
        byte[] marked = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(document)];

        Assert.True(CapReader.TryRead(marked, out var message, out _));
        Assert.Equal("冰雹", message.Infos[0].Event);
        Assert.Equal("冰雹", Read("\uFEFF" + Hail).Infos[0].Event);
    }

    [Fact]
    public void More_than_a_message_holds_is_refused()
    {
        var info = "<info><category>Met</category><event>e</event><urgency>Past</urgency><severity>Minor</severity><certainty>Likely</certainty></info>";
        var ring = string.Join(' ', Enumerable.Repeat("38.1,101.1", 10_001));

        Assert.Contains("bytes long. Allowed: up to 1048576", Refused(Hail + new string(' ', CapLimits.Bytes)).Sentence, StringComparison.Ordinal);
        Assert.Contains("more than 32 deep", Refused(string.Concat(Enumerable.Repeat("<a>", 40)) + string.Concat(Enumerable.Repeat("</a>", 40))).Sentence, StringComparison.Ordinal);
        Assert.Contains("more than 64 info", Refused(Hail.Before("</alert>", Times(info, 64))).Sentence, StringComparison.Ordinal);
        Assert.Contains("more than 2000 area", Refused(Hail.Before("</info>", Times("<area><areaDesc>a</areaDesc></area>", 2_000))).Sentence, StringComparison.Ordinal);
        Assert.Contains("more than 50000 vertices", Refused(Hail.Before("</area>", Times($"<polygon>{ring}</polygon>", 5))).Sentence, StringComparison.Ordinal);
        Assert.Contains("headline is 2001 characters long", Refused(Hail.With("headline", new string('x', 2_001))).Sentence, StringComparison.Ordinal);
        Assert.Contains("description is 60001 characters long", Refused(Hail.With("description", new string('x', 60_001))).Sentence, StringComparison.Ordinal);
        Assert.Contains("names 501 messages", Refused(Hail.With("msgType", "Update").Before("<info>", Refers([.. Enumerable.Range(0, 501).Select(i => Earlier with { Identifier = $"i{i}" })]))).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_million_levels_do_not_break_the_stack() =>
        Assert.Contains("deep", Refused(string.Concat(Enumerable.Repeat("<a>", 300_000))).Sentence, StringComparison.Ordinal);

    [Theory]
    [InlineData("<polygon>38.1,101.1 38.2,101.1 38.1,101.1</polygon>", "no closed ring of at least 4 pairs")]
    [InlineData("<polygon>38.1,101.1 38.2,101.1 38.2,101.2 38.1,101.2</polygon>", "no closed ring")]
    [InlineData("<polygon>101.1,38.1 101.1,38.2 101.2,38.2 101.1,38.1</polygon>", "latitude comes first")]
    [InlineData("<polygon>38.1,NaN 38.2,101.1 38.2,101.2 38.1,NaN</polygon>", "is no pair of numbers")]
    [InlineData("<polygon>38.1 101.1 38.2 101.1 38.2 101.2 38.1 101.1</polygon>", "not of the form")]
    [InlineData("<circle>38.1,101.1</circle>", "not of the form")]
    [InlineData("<circle>38.1,101.1 -1</circle>", "has a radius outside 0 to 20040 km")]
    [InlineData("<circle>98.1,101.1 1</circle>", "latitude comes first")]
    public void A_shape_that_can_not_be_read_costs_itself_and_not_the_message(string shape, string remark)
    {
        var message = Read(Hail.Before("</area>", shape));

        Assert.Contains(remark, Assert.Single(message.Remarks), StringComparison.Ordinal);
        Assert.True(message.Infos[0].Areas[0].IsCut);
        Assert.Empty(message.Infos[0].Areas[0].Polygons);
        Assert.Empty(message.Infos[0].Areas[0].Circles);
    }

    [Fact]
    public void A_thousand_bad_shapes_make_a_short_list_of_remarks() =>
        Assert.InRange(Read(Hail.Before("</area>", string.Concat(Enumerable.Range(0, 1_000).Select(i => $"<circle>{i}</circle>")))).Remarks.Count, 10, 20);

    [Fact]
    public void One_instant_is_one_key_whatever_its_offset() => Assert.Equal(
        Read(Hail).Key, Read(Hail.With("sent", "2026-07-18T08:01:30-00:00")).Key);

    private static string Times(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
