namespace CloudBroadcast.Controller.Library.Import;

/// <summary>What is wrong with an upload.</summary>
internal enum ImportFault
{
    /// <summary>More bytes than are taken.</summary>
    TooLarge,

    /// <summary>No bytes.</summary>
    Empty,

    /// <summary>No audio, or of a kind that is not read.</summary>
    NotAudio,

    /// <summary>Audio that can't be decoded.</summary>
    Undecodable,

    /// <summary>Shorter than a sound can be measured.</summary>
    TooShort,

    /// <summary>Longer than a programme may be.</summary>
    TooLong,

    /// <summary>Nothing is heard.</summary>
    Silent,

    /// <summary>Its end is missing.</summary>
    CutOff,

    /// <summary>It could be taken for an air-raid signal.</summary>
    AirRaidSignal,

    /// <summary>It took too long to read.</summary>
    TooSlow,

    /// <summary>Another programme with other audio has the title.</summary>
    TitleTaken,

    /// <summary>The controller failed; its log says how.</summary>
    Broken,
}

/// <summary>An upload that can't become a programme; the message names it and says why, for the one who uploaded it.</summary>
internal sealed class AudioRefusedException(string name, ImportFault fault, string reason) : Exception($"\"{Shown(name)}\" {reason}")
{
    public ImportFault Fault => fault;

    private const int MaxShownChars = 120;

    private static string Shown(string name)
    {
        var plain = new string([.. name.Where(c => !char.IsControl(c))]);
        return plain.Length > MaxShownChars ? plain[..MaxShownChars] + "…" : plain;
    }
}
