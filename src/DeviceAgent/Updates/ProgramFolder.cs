using System.Text;
using CloudBroadcast.DeviceAgent.Store;

namespace CloudBroadcast.DeviceAgent.Updates;

/// <summary>
/// The folder of updated programs: two slots, <c>a</c> and <c>b</c>, and a link <c>current</c> to the one in force. The files
/// beside them are read by <c>packaging/launch</c> at each start: while <c>trial</c> is there, the current version has not proved
/// itself, and <c>former</c> leads to what is put back; <c>failed</c> asks for that; <c>returned</c> says that it was done.
/// </summary>
internal sealed class ProgramFolder(string folder, DiskAccess disk)
{
    private const string Current = "current";
    private const string Former = "former";
    private const string Trial = "trial";
    private const string Failed = "failed";
    private const string Returned = "returned";

    /// <summary>Where a package lies while it is fetched.</summary>
    public string FetchedPackage => In("package");

    /// <summary>Whether the version in force has yet to prove itself.</summary>
    public bool IsOnTrial => File.Exists(In(Trial)) && SlotOf(Trial) == Target(Current);

    /// <summary>The version that was put back last, or null when none was since the last update.</summary>
    public string? ReturnedVersion => File.Exists(In(Returned)) ? File.ReadAllText(In(Returned)).Trim().Split(' ')[^1] : null;

    /// <summary>An empty folder for the next version, beside the one in force.</summary>
    public string EmptySlot()
    {
        // The way back leads to what is in force now, not to what is about to be deleted.
        File.Delete(In(Former));
        var slot = In(OtherSlot);
        if (Directory.Exists(slot))
        {
            Directory.Delete(slot, recursive: true);
        }

        return Directory.CreateDirectory(slot).FullName;
    }

    /// <summary>Puts what now stands in the slot of <see cref="EmptySlot"/> in force, on trial; one rename decides.</summary>
    public void PutOnTrial(string version)
    {
        var slot = OtherSlot;
        FolderSync.Sync(In(slot));
        foreach (var left in new[] { Failed, Returned, "tries" })
        {
            File.Delete(In(left));
        }

        if (Target(Current) is { } running)
        {
            Link(Former, running);
        }

        AtomicFile.Write(In(Trial), Encoding.UTF8.GetBytes($"{slot} {version}\n"), disk);
        Link(Current, slot);
        FolderSync.Sync(folder);
    }

    /// <summary>The version in force stays.</summary>
    public void EndTrial()
    {
        File.Delete(In(Trial));
        FolderSync.Sync(folder);
    }

    /// <summary>The next start puts the former version back.</summary>
    public void AskForReturn() => AtomicFile.Write(In(Failed), [], disk);

    private string OtherSlot => Target(Current) == "a" ? "b" : "a";

    private string In(string name) => Path.Combine(folder, name);

    private string SlotOf(string file) => File.ReadAllText(In(file)).Split(' ')[0];

    private string? Target(string link) => new FileInfo(In(link)).LinkTarget;

    private void Link(string name, string target)
    {
        var growing = In(name + ".new");
        File.Delete(growing);
        File.CreateSymbolicLink(growing, target);
        disk.Move(growing, In(name));
    }
}
