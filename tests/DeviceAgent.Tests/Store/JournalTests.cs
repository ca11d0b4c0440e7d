using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudBroadcast.DeviceAgent.Store;

public sealed class JournalTests : IDisposable
{
    private const string Gateway = "gw-620321104200";
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 7, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly SigningKey _key = SigningKey.Create();
    private readonly TrustedKeys _keys = new();

    public JournalTests() => _keys.Add(_key.PublicKey);

    private string Segment => JournalSegment.In(JournalFiles.Find(_folder.File(Journal.FolderName))!)[^1].Path;

    public void Dispose()
    {
        _keys.Dispose();
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Entries_are_signed_numbered_and_bound_to_the_one_before_through_a_restart()
    {
        Guid id;
        using (var journal = Open())
        {
            Add(journal, 3);
            id = journal.Id!.Value;
        }

        using var reopened = Open();
        Add(reopened, 2);

        Assert.Equal(id, reopened.Id);
        AssertChain(reopened, 5);
    }

    [Fact]
    public void Cut_at_any_byte_it_goes_on_behind_the_last_whole_entry()
    {
        using (var journal = Open())
        {
            Add(journal, 2);
        }

        var (name, whole) = (Segment, File.ReadAllBytes(Segment));
        var lengths = new List<long>();
        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(name, whole[..length]);
            using var journal = Open();
            lengths.Add(journal.Position!.Sequence);
            Add(journal, 1);
            AssertChain(journal, lengths[^1] + 1);
        }

        Assert.Equal([0, 1, 2], lengths.Distinct());
        Assert.Equal(lengths.Order(), lengths);
        Assert.Single(lengths, each => each == 2);
    }

    [Fact]
    public void An_edited_byte_in_the_middle_is_found_and_another_journal_begins()
    {
        Guid id;
        using (var journal = Open())
        {
            Add(journal, 3);
            id = journal.Id!.Value;
        }

        var bytes = File.ReadAllBytes(Segment);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(Segment, bytes);

        using var anew = New();
        Assert.False(anew.Open());
        Add(anew, 1);

        Assert.NotEqual(id, anew.Id);
        AssertChain(anew, 1);
        Assert.True(Directory.Exists(Path.Combine(_folder.File(Journal.FolderName), $"{id:N}.aside")));
    }

    [Fact]
    public void What_is_damaged_while_it_runs_is_not_sent()
    {
        using var journal = Open();
        Add(journal, 3);
        var bytes = File.ReadAllBytes(Segment);
        bytes[bytes.Length / 2] ^= 1;
        using (var file = new FileStream(Segment, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Write(bytes);
        }

        Assert.Empty(journal.Read(1));
    }

    [Fact]
    public void A_full_disk_adds_nothing_and_the_chain_goes_on_when_there_is_room()
    {
        var disk = new FakeDisk();
        using var journal = New(disk: disk.Access);
        journal.Open();
        Add(journal, 1);
        for (var room = 0; room < 40; room++)
        {
            disk.Room = room;
            Assert.Throws<IOException>(() => Add(journal, 1));
        }

        disk.Room = null;
        Add(journal, 1);

        AssertChain(journal, 2);
    }

    [Fact]
    public void Nothing_is_sent_that_is_not_on_the_disk_for_certain()
    {
        using var journal = Open();
        journal.Append(new JournalNote(JournalKind.Stop), Now, TimeStanding.Attested);
        Assert.Empty(journal.Read(1));

        journal.Sync();

        Assert.Single(journal.Read(1));
    }

    [Fact]
    public void It_grows_over_several_files_keeps_what_the_controller_lacks_and_lets_go_what_it_has()
    {
        var options = new StoreOptions { Folder = _folder.Name, JournalMaxBytes = 3 * Journal.SegmentBytes };
        var disk = new FakeDisk { SyncsForShow = true };
        using var journal = New(options, disk.Access);
        journal.Open();
        Assert.Throws<JournalFullException>(() => Fill(journal));
        journal.Sync();
        var sequence = journal.Position!.Sequence;
        Assert.Equal(64, journal.Read(1).Count);

        Assert.False(journal.Take(journal.Id!.Value, sequence));
        Add(journal, 1);

        Assert.Empty(journal.Read(1));
        Assert.Single(journal.Read(sequence + 1));
        Assert.True(journal.Take(journal.Id.Value, 0));
    }

    [Fact]
    public void What_the_controller_says_counts_back_as_well_as_forward_but_only_for_this_journal()
    {
        using var journal = Open();
        Add(journal, 5);

        Assert.False(journal.Take(journal.Id!.Value, 4));
        Assert.False(journal.Take(Guid.NewGuid(), 1));
        Assert.Equal(4, journal.Position!.Taken);
        Assert.False(journal.Take(journal.Id.Value, 2));
        Assert.Equal(2, journal.Position.Taken);
    }

    [Fact]
    public void A_controller_that_has_more_than_this_disk_makes_another_journal_begin()
    {
        using var journal = Open();
        Add(journal, 5);
        var before = journal.Id!.Value;
        Assert.True(journal.Take(before, 6));

        journal.BeginAnew();
        Add(journal, 1);

        Assert.NotEqual(before, journal.Id);
        AssertChain(journal, 1);
    }

    [Fact]
    public void It_is_read_beside_a_running_agent()
    {
        using var journal = Open();
        Add(journal, 2);

        var read = JournalReader.Read(_folder.Name).ToList();

        Assert.Equal([1, 2], read.Select(each => each.Entry!.Sequence));
        Assert.All(read, each => Assert.Null(each.Problem));
        Assert.Contains("2026-11-24T07:00:00.000Z", JournalReader.Line(read[0]), StringComparison.Ordinal);
    }

    private static void Add(Journal journal, int count)
    {
        for (var added = 0; added < count; added++)
        {
            journal.Append(new JournalNote(JournalKind.Document) { Detail = $"note {added}" }, Now, TimeStanding.Attested);
        }

        journal.Sync();
    }

    private static void Fill(Journal journal)
    {
        for (var count = 0; count < 10_000; count++)
        {
            journal.Append(new JournalNote(JournalKind.Document) { Detail = new string('x', 200) }, Now, TimeStanding.Attested);
        }
    }

    private void AssertChain(Journal journal, long count)
    {
        var (previous, sequence) = (JournalCodec.NothingBefore, 0L);
        foreach (var signed in journal.Read(1))
        {
            Assert.True(SignedDocument.TryOpen(DocumentKind.Journal, signed, _keys, out var payload, out _, out _));
            Assert.True(JournalCodec.TryRead(payload.Span, out var entry, out var problem), problem);
            Assert.Equal((journal.Id, ++sequence, previous), (entry.Journal, entry.Sequence, entry.Previous));
            previous = JournalCodec.HashOf(signed.Span);
        }

        Assert.Equal(count, sequence);
    }

    private Journal Open()
    {
        var journal = New();
        Assert.True(journal.Open());
        return journal;
    }

    private Journal New(StoreOptions? options = null, DiskAccess? disk = null) =>
        new(options ?? new StoreOptions { Folder = _folder.Name }, Gateway, _key, disk ?? DiskAccess.Real, NullLogger<Journal>.Instance);
}
