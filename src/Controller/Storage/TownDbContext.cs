using System.Text.Json;
using CloudBroadcast.Controller.Alerts;
using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Areas.Map;
using CloudBroadcast.Controller.Areas.Setup;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Gateways.Approvals;
using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Gateways.Enrolment;
using CloudBroadcast.Controller.Gateways.Journals;
using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Controller.Gateways.Maintenance;
using CloudBroadcast.Controller.Gateways.Presence;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Columns;
using CloudBroadcast.Controller.Library.Review;
using CloudBroadcast.Controller.Library.Speech;
using CloudBroadcast.Controller.Library.Uploads;
using CloudBroadcast.Controller.Library.Versions;
using CloudBroadcast.Controller.Operators.Accounts;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Operators.Duty;
using CloudBroadcast.Controller.Operators.Tokens;
using CloudBroadcast.Controller.Schedules;
using CloudBroadcast.Controller.Schedules.Budgets;
using CloudBroadcast.Controller.Schedules.Days;
using CloudBroadcast.Controller.Schedules.Episodes;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CloudBroadcast.Controller.Storage;

/// <summary>The one model of the town's database; each provider has a sealed context of its own with its own migrations.</summary>
internal abstract class TownDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Area> Areas => Set<Area>();

    public DbSet<TownSettings> TownSettings => Set<TownSettings>();

    public DbSet<MapPlace> MapPlaces => Set<MapPlace>();

    public DbSet<DutyPhone> DutyPhones => Set<DutyPhone>();

    public DbSet<ShiftNote> ShiftNotes => Set<ShiftNote>();

    public DbSet<Gateway> Gateways => Set<Gateway>();

    public DbSet<PresenceChange> PresenceChanges => Set<PresenceChange>();

    public DbSet<PresenceWatch> PresenceWatches => Set<PresenceWatch>();

    public DbSet<Programme> Programmes => Set<Programme>();

    public DbSet<ProgrammeVersion> ProgrammeVersions => Set<ProgrammeVersion>();

    public DbSet<Upload> Uploads => Set<Upload>();

    public DbSet<LexiconEntry> LexiconEntries => Set<LexiconEntry>();

    public DbSet<Playlist> Playlists => Set<Playlist>();

    public DbSet<Column> Columns => Set<Column>();

    public DbSet<ColumnItem> ColumnItems => Set<ColumnItem>();

    public DbSet<EpisodeDay> EpisodeDays => Set<EpisodeDay>();

    public DbSet<VillageBudget> VillageBudgets => Set<VillageBudget>();

    public DbSet<ReviewMark> ReviewMarks => Set<ReviewMark>();

    public DbSet<Schedule> Schedules => Set<Schedule>();

    public DbSet<SpecialDay> SpecialDays => Set<SpecialDay>();

    public DbSet<Occurrence> Occurrences => Set<Occurrence>();

    public DbSet<Alert> Alerts => Set<Alert>();

    public DbSet<Broadcast> Broadcasts => Set<Broadcast>();

    public DbSet<Playback> Playbacks => Set<Playback>();

    public DbSet<OrderCounter> OrderCounters => Set<OrderCounter>();

    public DbSet<EnrolmentCodeRecord> EnrolmentCodes => Set<EnrolmentCodeRecord>();

    public DbSet<IssuedConfiguration> IssuedConfigurations => Set<IssuedConfiguration>();

    public DbSet<OperatorKey> OperatorKeys => Set<OperatorKey>();

    public DbSet<KeyRotation> KeyRotations => Set<KeyRotation>();

    public DbSet<MaintenanceRun> MaintenanceRuns => Set<MaintenanceRun>();

    public DbSet<JournalChain> JournalChains => Set<JournalChain>();

    public DbSet<JournalRecord> JournalRecords => Set<JournalRecord>();

    public DbSet<JournalBreak> JournalBreaks => Set<JournalBreak>();

    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<ApiToken> ApiTokens => Set<ApiToken>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<Area>(area =>
        {
            area.HasKey(entity => entity.Code);
            area.Property(entity => entity.Code).HasMaxLength(14);
            area.HasOne<Area>().WithMany().HasForeignKey(entity => entity.ParentCode);
        });
        modelBuilder.Entity<TownSettings>().Property(entity => entity.Id).ValueGeneratedNever();
        BuildPlaces(modelBuilder);
        modelBuilder.Entity<Gateway>(gateway =>
        {
            gateway.Property(entity => entity.Id).HasMaxLength(63);
            gateway.OwnsMany(entity => entity.Zones, zones => zones.ToJson());
            gateway.HasOne<Area>().WithMany().HasForeignKey(entity => entity.AreaCode);
        });
        modelBuilder.Entity<Programme>(programme =>
        {
            programme.Ignore(entity => entity.Length);
            programme.HasIndex(entity => entity.Title).IsUnique();
            programme.HasIndex(entity => entity.ContentHash);
            programme.Property(entity => entity.Origin).HasDefaultValue(ProgrammeOrigin.Uploaded);
            programme.Property(entity => entity.Version).HasDefaultValue(1);
            programme.Property(entity => entity.Revision).IsConcurrencyToken();
        });
        modelBuilder.Entity<ProgrammeVersion>(version =>
        {
            version.Ignore(entity => entity.Length);
            version.HasKey(entity => new { entity.ProgrammeId, entity.Number });
            version.HasIndex(entity => entity.ContentHash);
            version.HasOne<Programme>().WithMany().HasForeignKey(entity => entity.ProgrammeId);
        });
        modelBuilder.Entity<Upload>().HasIndex(entity => entity.Owner);
        modelBuilder.Entity<LexiconEntry>().HasKey(entity => entity.Word);
        modelBuilder.Entity<Playlist>().HasIndex(entity => entity.Title).IsUnique();
        modelBuilder.Entity<Column>(column =>
        {
            column.HasIndex(entity => entity.Title).IsUnique();
            column.Property(entity => entity.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<ColumnItem>(item =>
        {
            item.HasKey(entity => new { entity.ColumnId, entity.Key });
            item.Property(entity => entity.Key).HasMaxLength(64);
            item.HasOne<Column>().WithMany().HasForeignKey(entity => entity.ColumnId);
        });
        modelBuilder.Entity<EpisodeDay>(day =>
        {
            day.HasKey(entity => new { entity.ColumnId, entity.Day });
            day.HasOne<Column>().WithMany().HasForeignKey(entity => entity.ColumnId);
        });
        modelBuilder.Entity<VillageBudget>(budget =>
        {
            budget.HasKey(entity => entity.AreaCode);
            budget.Property(entity => entity.AreaCode).HasMaxLength(14);
        });
        modelBuilder.Entity<ReviewMark>(mark =>
        {
            mark.HasKey(entity => new { entity.ProgrammeId, entity.ContentHash, entity.Round, entity.Step });
            mark.Property(entity => entity.ContentHash).HasMaxLength(64);
            mark.HasOne<Programme>().WithMany().HasForeignKey(entity => entity.ProgrammeId);
        });
        modelBuilder.Entity<Schedule>(schedule =>
        {
            schedule.Property(entity => entity.Version).IsConcurrencyToken();
            schedule.Property(entity => entity.Repeats).HasDefaultValue(1);
        });
        modelBuilder.Entity<SpecialDay>(day =>
        {
            day.Ignore(entity => entity.IsHush);
            day.Property(entity => entity.Name).HasMaxLength(60);
        });
        modelBuilder.Entity<Occurrence>().HasKey(entity => new { entity.ScheduleId, entity.StartsAt });
        modelBuilder.Entity<Alert>(alert =>
        {
            alert.Ignore(entity => entity.IsOver);
            alert.Ignore(entity => entity.OverAt);
            alert.HasIndex(entity => entity.MadeAt);
            alert.Property(entity => entity.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<Broadcast>(broadcast =>
        {
            broadcast.HasIndex(entity => entity.PlannedStart);
            broadcast.HasIndex(entity => entity.AlertId);
            broadcast.HasMany(entity => entity.Playbacks).WithOne().HasForeignKey(entity => entity.BroadcastId);
        });
        modelBuilder.Entity<Playback>(playback =>
        {
            playback.HasKey(entity => new { entity.BroadcastId, entity.GatewayId });
            playback.Property(entity => entity.Evidence).HasConversion<EvidenceJson>();
        });
        modelBuilder.Entity<OrderCounter>().HasKey(entity => new { entity.Issuer, entity.KeyId });
        modelBuilder.Entity<MaintenanceRun>(run =>
        {
            run.HasIndex(entity => new { entity.GatewayId, entity.AskedAt });
            run.HasOne<Gateway>().WithMany().HasForeignKey(entity => entity.GatewayId);
        });
        BuildTrust(modelBuilder);
        BuildJournals(modelBuilder);
        CreatePeople(modelBuilder);
    }

    private static void BuildPlaces(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<MapPlace>(place =>
        {
            place.HasKey(entity => entity.AreaCode);
            place.HasOne<Area>().WithOne().HasForeignKey<MapPlace>(entity => entity.AreaCode);
        });
        modelBuilder.Entity<DutyPhone>(phone =>
        {
            phone.Ignore(entity => entity.Dialled);
            phone.Property(entity => entity.Name).HasMaxLength(Operators.Duty.DutyPhones.LongestName);
            phone.Property(entity => entity.Number).HasMaxLength(Operators.Duty.DutyPhones.LongestNumber);
        });
        modelBuilder.Entity<ShiftNote>(note =>
        {
            note.HasIndex(entity => entity.At);
            note.Property(entity => entity.Text).HasMaxLength(Operators.Duty.ShiftNotes.LongestText);
        });
        modelBuilder.Entity<PresenceChange>(change =>
        {
            change.HasKey(entity => entity.Number);
            change.HasIndex(entity => new { entity.GatewayId, entity.Number });
            change.HasIndex(entity => entity.At);
            change.Property(entity => entity.GatewayId).HasMaxLength(63);
        });
        modelBuilder.Entity<PresenceWatch>().Property(entity => entity.Id).ValueGeneratedNever();
    }

    private static void BuildTrust(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<EnrolmentCodeRecord>(code =>
        {
            code.HasIndex(entity => entity.Hash).IsUnique();
            code.HasOne<Gateway>().WithMany().HasForeignKey(entity => entity.GatewayId);
        });
        modelBuilder.Entity<IssuedConfiguration>(issued =>
        {
            issued.HasKey(entity => new { entity.GatewayId, entity.Revision });
            issued.HasOne<Gateway>().WithMany().HasForeignKey(entity => entity.GatewayId);
        });
        modelBuilder.Entity<OperatorKey>().HasKey(entity => entity.KeyId);
        modelBuilder.Entity<KeyRotation>().HasKey(entity => entity.Purpose);
    }

    private static void BuildJournals(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<JournalChain>(chain =>
        {
            chain.HasIndex(entity => new { entity.GatewayId, entity.JournalId }).IsUnique();
            chain.Property(entity => entity.Sequence).IsConcurrencyToken();
            chain.Property(entity => entity.LastHash).HasMaxLength(64);
            chain.HasOne<Gateway>().WithMany().HasForeignKey(entity => entity.GatewayId);
        });
        modelBuilder.Entity<JournalRecord>(record =>
        {
            record.HasKey(entity => entity.Number);
            record.HasIndex(entity => new { entity.ChainId, entity.Sequence }).IsUnique();
            record.HasIndex(entity => new { entity.GatewayId, entity.Number });
            record.HasIndex(entity => new { entity.GatewayId, entity.Kind, entity.Number });
            record.Property(entity => entity.GatewayId).HasMaxLength(63);
            record.HasOne<JournalChain>().WithMany().HasForeignKey(entity => entity.ChainId);
        });
        modelBuilder.Entity<JournalBreak>(found =>
        {
            found.HasKey(entity => entity.Number);
            found.HasIndex(entity => new { entity.GatewayId, entity.JournalId, entity.Sequence, entity.Kind }).IsUnique();
            found.HasOne<Gateway>().WithMany().HasForeignKey(entity => entity.GatewayId);
        });
    }

    private static void CreatePeople(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Account>(account =>
        {
            account.HasIndex(entity => entity.NormalizedUserName).IsUnique();
            account.Property(entity => entity.ConcurrencyStamp).IsConcurrencyToken();
            account.PrimitiveCollection(entity => entity.Roles).ElementType(role => role.HasConversion<string>());
            account.Ignore(entity => entity.Email).Ignore(entity => entity.NormalizedEmail).Ignore(entity => entity.EmailConfirmed);
            account.Ignore(entity => entity.PhoneNumber).Ignore(entity => entity.PhoneNumberConfirmed);
        });
        modelBuilder.Entity<ApiToken>(token =>
        {
            token.HasIndex(entity => entity.Hash).IsUnique();
            token.PrimitiveCollection(entity => entity.Scopes).ElementType(right => right.HasConversion<string>());
        });
        modelBuilder.Entity<AuditEntry>(entry =>
        {
            entry.HasKey(entity => entity.Number);
            entry.Property(entity => entity.Number).ValueGeneratedNever();
            entry.HasIndex(entity => entity.At);
        });
    }

    private sealed class EvidenceJson() : ValueConverter<PlaybackEvidence, string>(
        evidence => JsonSerializer.Serialize(evidence, JsonSerializerOptions.Web),
        json => JsonSerializer.Deserialize<PlaybackEvidence>(json, JsonSerializerOptions.Web)!);
}
