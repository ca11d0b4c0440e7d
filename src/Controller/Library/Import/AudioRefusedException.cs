namespace CloudBroadcast.Controller.Library.Import;

/// <summary>An upload that can't become a programme; the message names it and says why, for the one who uploaded it.</summary>
internal sealed class AudioRefusedException(string name, string reason) : Exception($"\"{Shown(name)}\" {reason}")
{
    private const int MaxShownChars = 120;

    private static string Shown(string name)
    {
        var plain = new string([.. name.Where(c => !char.IsControl(c))]);
        return plain.Length > MaxShownChars ? plain[..MaxShownChars] + "…" : plain;
    }
}
