using System.Globalization;
using System.Text;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Door;
using Microsoft.Extensions.Localization;

namespace CloudBroadcast.Controller.Console.Records;

/// <summary>The records as a table for a spreadsheet: CSV (RFC 4180, UTF-8 with the mark that office programs ask for), a line for each broadcast and village.</summary>
internal static class RecordTable
{
    public const string Path = "/records/table.csv";

    private static readonly string[] Columns =
    [
        "计划时间", "节目", "类型", "村", "网关", "结果", "原因", "第一声", "差（毫秒）", "最后一声", "播出（秒）", "补上（秒）", "漏掉（秒）", "声音来自", "断流次数", "继电器", "喇叭线（毫伏）", "有声（%）", "播出编号",
    ];

    public static void MapRecordTable(this WebApplication app) =>
        app.MapGet(Path, WriteAsync).RequireRight(Right.Read).ExcludeFromDescription().WithMetadata(PageMark.Instance);

    private static async Task WriteAsync(
        HttpContext http, RecordReader records, TownTime time, IStringLocalizer<RecordWords> words, string? from, string? to, string? village, string? kind, string? outcome)
    {
        var filter = RecordFilter.Read(from, to, village, kind, outcome, time.Today);
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"records-{filter.From:yyyyMMdd}-{filter.To:yyyyMMdd}.csv\"");
        await using var writer = new StreamWriter(http.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)) { NewLine = "\r\n" };
        await writer.WriteLineAsync(LineOf(Columns.Select(column => words[column].Value)));
        await foreach (var (broadcast, place, playback) in records.AllAsync(filter, http.RequestAborted))
        {
            await writer.WriteLineAsync(LineOf(FieldsOf(broadcast, place, playback, time, words)));
        }
    }

    /// <summary>One line; what a spreadsheet would take for a formula stays text.</summary>
    public static string LineOf(IEnumerable<string> fields) => string.Join(',', fields.Select(field =>
    {
        var text = field is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] && !double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? "'" + field : field;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }));

    private static string[] FieldsOf(Broadcast broadcast, string village, Playback playback, TownTime time, IStringLocalizer words)
    {
        var evidence = playback.Evidence;
        return
        [
            Instant(broadcast.PlannedStart, time),
            broadcast.Title,
            words[RecordsPage.KindWord(RecordFilter.KindOf(broadcast))],
            village,
            playback.GatewayId,
            words[PlaybackLooks.Of(playback.State).Word],
            playback.Reason ?? "",
            Instant(evidence?.FirstSampleAt, time),
            Number(evidence?.FirstSampleErrorUs / 1000.0),
            Instant(evidence?.LastSampleAt, time),
            evidence is null ? "" : EvidenceWords.SecondsOf(evidence.FramesPlayed),
            evidence is null ? "" : EvidenceWords.SecondsOf(evidence.FramesConcealed),
            evidence is null ? "" : EvidenceWords.SecondsOf(evidence.FramesMissed),
            evidence is null ? "" : words[EvidenceWords.SourceOf(evidence)],
            Number(evidence?.Underruns),
            evidence is null ? "" : words[EvidenceWords.RelaysOf(evidence)],
            Number(evidence?.LineMeanMv),
            Number(evidence?.LineHeardPercent),
            broadcast.Id.ToString(),
        ];
    }

    private static string Instant(DateTimeOffset? instant, TownTime time) =>
        instant is { } known ? time.LocalOf(known).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture) : "";

    private static string Number(double? value) => value is { } known ? known.ToString("0.###", CultureInfo.InvariantCulture) : "";
}
