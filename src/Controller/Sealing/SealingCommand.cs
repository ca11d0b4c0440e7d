using CloudBroadcast.Controller.Hosting;

namespace CloudBroadcast.Controller.Sealing;

/// <summary>What <c>backup</c> and <c>restore</c> have in common: the passphrase and the words for who mistypes.</summary>
internal static class SealingCommand
{
    // The file is meant to lie on a stick in a drawer: whoever takes it has all the time there is.
    private const int LeastCharacters = 12;

    /// <summary>Registers what both need.</summary>
    public static void Add(WebApplicationBuilder builder) => builder.Services.AddSingleton<KeyFolder>();

    /// <summary>The file named by <paramref name="argument"/> and the passphrase; else one line that says what is wrong.</summary>
    public static (string File, string Passphrase, string? Problem) Read(IConfiguration wish, string command, string argument)
    {
        if (wish[argument] is not { Length: > 0 } file || wish["passphrase-file"] is not { Length: > 0 } passphraseFile)
        {
            return ("", "", $"Usage: {command} --{argument} FILE --passphrase-file FILE [--Storage:DataFolder FOLDER]");
        }

        if (!File.Exists(passphraseFile))
        {
            return ("", "", Refusal.Sentence("--passphrase-file", passphraseFile, "a file whose first line is the passphrase"));
        }

        var passphrase = File.ReadLines(passphraseFile).FirstOrDefault() ?? "";
        return passphrase.Length < LeastCharacters
            ? ("", "", $"The passphrase in \"{passphraseFile}\" has {passphrase.Length} characters. Allowed: {LeastCharacters} or more.")
            : (Path.GetFullPath(file), passphrase, null);
    }
}
