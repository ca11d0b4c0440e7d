using System.Globalization;

namespace CloudBroadcast.Controller.Library.Versions;

/// <summary>Which part of a programme stays, and how it begins and ends.</summary>
internal sealed record Cut
{
    private static readonly TimeSpan ShortestPart = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestFade = TimeSpan.FromSeconds(15);

    /// <summary>The first moment that stays.</summary>
    public required TimeSpan Start { get; init; }

    /// <summary>The first moment that goes; at most the length.</summary>
    public required TimeSpan End { get; init; }

    /// <summary>How long it takes to come up from silence.</summary>
    public TimeSpan FadeIn { get; init; }

    /// <summary>How long it takes to go down to silence.</summary>
    public TimeSpan FadeOut { get; init; }

    private TimeSpan Length => End - Start;

    /// <summary>The field and what is wrong with it for a programme of that length; null when nothing is.</summary>
    public (string Field, object Value, string Allowed)? ProblemFor(TimeSpan length)
    {
        if (Start < TimeSpan.Zero || Start >= length)
        {
            return ("startMs", Start.TotalMilliseconds, $"0 to less than {length.TotalMilliseconds:0}");
        }

        if (End > length || Length < ShortestPart)
        {
            return ("endMs", End.TotalMilliseconds, $"at least {ShortestPart.TotalMilliseconds:0} after startMs, at most {length.TotalMilliseconds:0}");
        }

        if (FadeIn < TimeSpan.Zero || FadeIn > LongestFade)
        {
            return ("fadeInMs", FadeIn.TotalMilliseconds, $"0 to {LongestFade.TotalMilliseconds:0}");
        }

        if (FadeOut < TimeSpan.Zero || FadeOut > LongestFade || FadeIn + FadeOut > Length)
        {
            return ("fadeOutMs", FadeOut.TotalMilliseconds, $"0 to {LongestFade.TotalMilliseconds:0}, and not longer with fadeInMs than what stays");
        }

        return null;
    }

    /// <summary>Whether nothing would change.</summary>
    public bool IsNothing(TimeSpan length) => Start == TimeSpan.Zero && End >= length && FadeIn == TimeSpan.Zero && FadeOut == TimeSpan.Zero;

    /// <summary>The same as ffmpeg's filters.</summary>
    public string Filter()
    {
        var filter = string.Create(CultureInfo.InvariantCulture, $"atrim=start={Start.TotalSeconds:F3}:end={End.TotalSeconds:F3},asetpts=PTS-STARTPTS");
        filter += FadeIn > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $",afade=t=in:d={FadeIn.TotalSeconds:F3}") : "";
        return filter + (FadeOut > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $",afade=t=out:st={(Length - FadeOut).TotalSeconds:F3}:d={FadeOut.TotalSeconds:F3}")
            : "");
    }
}
