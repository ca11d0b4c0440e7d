namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>
/// How much one message may hold. The largest one seen has 41,009 vertices and 861 KiB; what is beyond these figures is no
/// alert for a town.
/// </summary>
internal static class CapLimits
{
    /// <summary>Bytes of a document, and characters of it once decoded.</summary>
    public const int Bytes = 1024 * 1024;

    /// <summary>Elements within each other; an XML signature with its time stamps needs about twelve.</summary>
    public const int Depth = 32;

    /// <summary>Blocks of one message.</summary>
    public const int Infos = 64;

    /// <summary>Areas of one message, over all its blocks.</summary>
    public const int Areas = 2_000;

    /// <summary>Vertices of one message, over all its polygons.</summary>
    public const int Vertices = 50_000;

    /// <summary>Polygons, circles or geocodes of one area, each.</summary>
    public const int Places = 5_000;

    /// <summary>Event codes or parameters of one block, each.</summary>
    public const int Pairs = 1_000;

    /// <summary>Earlier messages that one refers to.</summary>
    public const int References = 500;

    /// <summary>Characters of an identifier, a sender, a word of an enumeration or an instant.</summary>
    public const int Token = 250;

    /// <summary>Characters of a line: headline, event, name.</summary>
    public const int Line = 2_000;

    /// <summary>Characters of a text: description, instruction, note, references, the value of a pair.</summary>
    public const int Text = 60_000;
}
