using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Library;

/// <summary>How loud, how long and how large a programme may be, and what making it may cost.</summary>
internal sealed class LibraryOptions
{
    public const string Section = "Library";

    /// <summary>Integrated loudness that every programme is brought to (EBU R 128).</summary>
    [Range(-31.0, -9.0)]
    public double TargetLufs { get; set; } = -16;

    /// <summary>True peak before Opus, in dB below full scale; Opus may add up to 1 dB to it.</summary>
    [Range(-9.0, -1.0)]
    public double TruePeakDb { get; set; } = -2;

    [Range(12, 64)]
    public int BitrateKbps { get; set; } = 48;

    /// <summary>libopus's effort: 10 costs almost twice the time of 5 and is not heard on a horn.</summary>
    [Range(0, 10)]
    public int Complexity { get; set; } = 5;

    [Range(1024L, 4L * 1024 * 1024 * 1024)]
    public long MaxUploadBytes { get; set; } = 200L * 1024 * 1024;

    /// <summary>The same with what a form has around the file: title, category and separators.</summary>
    public long MaxFormBytes => MaxUploadBytes + (64 * 1024);

    /// <summary>Uploads in pieces that one person may have open, the refused ones among them.</summary>
    [Range(1, 100)]
    public int OpenUploads { get; set; } = 20;

    /// <summary>How long an upload in pieces waits for the next piece before it is swept.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan UploadLife { get; set; } = TimeSpan.FromDays(2);

    [Range(typeof(TimeSpan), "00:00:01", "03:00:00")]
    public TimeSpan MaxLength { get; set; } = TimeSpan.FromMinutes(90);

    /// <summary>Wall time for one import from its first byte on disk to the finished file.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "02:00:00")]
    public TimeSpan ImportTimeLimit { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Processor time of one ffmpeg run; a file made to be slow is ended by it.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "02:00:00")]
    public TimeSpan DecoderCpuLimit { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>Address space of one ffmpeg run; its libraries alone take 200 MB of it.</summary>
    [Range(256L * 1024 * 1024, 8L * 1024 * 1024 * 1024)]
    public long DecoderMemoryBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>Imports at the same time; the others wait.</summary>
    [Range(1, 16)]
    public int ParallelImports { get; set; } = 2;

    /// <summary>
    /// How many people stand between a programme and the loudspeakers: 3 = editor, reviewer, approver (三审); 2 = editor and
    /// approver, for a small team; 1 = whoever puts it in, for tests and demonstrations alone.
    /// </summary>
    [Range(1, 3)]
    public int ReviewSteps { get; set; } = 3;

    [Required]
    public string FfmpegPath { get; set; } = "ffmpeg";

    [Required]
    public string FfprobePath { get; set; } = "ffprobe";
}

[OptionsValidator]
internal sealed partial class LibraryOptionsValidator : IValidateOptions<LibraryOptions>;
