using System.Globalization;
using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Broadcasts.Live;
using CloudBroadcast.Controller.Console.Town;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Gateways.Journals;
using CloudBroadcast.Controller.Gateways.Supplies;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Sealing;
using CloudBroadcast.Controller.Schedules;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Console.Settings;

/// <summary>Reads how the controller is set up, for who looks after it. Nothing of it is a secret.</summary>
internal sealed class SettingReader(
    IDbContextFactory<TownDbContext> databases,
    TownCertificateAuthority authority,
    GatewayEars ears,
    TownTime time,
    IOptions<LibraryOptions> library,
    IOptions<ScheduleOptions> schedules,
    IOptions<BroadcastOptions> broadcasts,
    IOptions<LiveOptions> live,
    IOptions<GatewayOptions> gateways,
    IOptions<JournalOptions> journals,
    IOptions<OperatorOptions> operators,
    IOptions<SupplyOptions> supplies,
    IOptions<StorageOptions> storage)
{
    /// <summary>A backup that is older than this is worth a word.</summary>
    public static readonly TimeSpan FreshBackup = TimeSpan.FromDays(31);

    /// <summary>The version of this program.</summary>
    public static string Version { get; } =
        (typeof(SettingReader).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];

    /// <summary>What the configuration says, with the key of each.</summary>
    public IReadOnlyList<SettingGroup> Configured(IStringLocalizer words) =>
    [
        new("审和播",
        [
            new("三审", library.Value.ReviewSteps switch { 3 => words["三步：初审、复审、终审"], 2 => words["两步：初审、终审"], _ => words["不审，只供试用"] }, "Library:ReviewSteps"),
            new("每村每天最多响", Minutes(TimeSpan.FromMinutes(schedules.Value.MinutesPerDay), words), "Schedules:MinutesPerDay"),
            new("晚了多久还补播", Minutes(schedules.Value.Grace, words), "Schedules:Grace"),
            new("试听的网关", broadcasts.Value.TestGateway is { Length: > 0 } test ? test : words["没有"], "Broadcasts:TestGateway"),
            new("喊话一次最长", Minutes(live.Value.Limit, words), "Live:Limit"),
            new("喊话的音量", $"{live.Value.VolumePercent}%", "Live:VolumePercent"),
            new("镇上的话筒", live.Value.Device is { Length: > 0 } device ? device : words["没有"], "Live:Device"),
        ]),
        new("网关的限制",
        [
            new("宵禁", gateways.Value.Curfew == "none" ? words["没有"] : gateways.Value.Curfew, "Gateways:Curfew"),
            new("一次最长", Minutes(gateways.Value.LongestPlay, words), "Gateways:LongestPlay"),
            new("一小时最多", words["{0} 次", gateways.Value.StartsPerHour], "Gateways:StartsPerHour"),
            new("预警要双签", words[gateways.Value.EmergencyNeedsApproval ? "要" : "不要"], "Gateways:EmergencyNeedsApproval"),
            new("多久没声音算离线", Minutes(gateways.Value.OfflineAfter, words), "Gateways:OfflineAfter"),
            new("网关认的地址", gateways.Value.ServerNames.Count > 0 ? string.Join("、", gateways.Value.ServerNames) : words["没有"], "Gateways:ServerNames"),
            new("升级包的公钥", supplies.Value.ReleaseKey ?? words["没有，不收升级包"].Value, "Supplies:ReleaseKey"),
        ]),
        new("存和登录",
        [
            new("数据文件夹", Path.GetFullPath(storage.Value.DataFolder), "Storage:DataFolder"),
            new("数据库", storage.Value.Provider is DatabaseProvider.Postgres ? "PostgreSQL" : "SQLite", "Storage:Provider"),
            new("流水存多久", words["{0} 天", journals.Value.Keep.TotalDays.ToString("0", CultureInfo.InvariantCulture)], "Journals:Keep"),
            new("没人用多久退出登录", Minutes(operators.Value.IdleTimeout, words), "Operators:IdleTimeout"),
            new("一次登录最长", Minutes(operators.Value.LongestSession, words), "Operators:LongestSession"),
        ]),
    ];

    /// <summary>When the last backup was made; null when there is none on record.</summary>
    public async Task<DateTimeOffset?> LastBackupAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.AuditEntries.AsNoTracking().Where(entry => entry.Action == BackupCommand.AuditAction)
            .OrderByDescending(entry => entry.Number).Select(entry => (DateTimeOffset?)entry.At).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Each certificate's last day: the town's authority, the controller's own, and of the gateways the one that ends first.</summary>
    public async Task<IReadOnlyList<SettingView>> CertificatesAsync(CancellationToken cancellationToken)
    {
        using var root = X509Certificate2.CreateFromPem(authority.RootPem);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var enrolled = await database.Gateways.AsNoTracking().Where(gateway => gateway.PublicKey != null && gateway.EnrolledAt != null)
            .OrderBy(gateway => gateway.EnrolledAt).Select(gateway => gateway.EnrolledAt).FirstOrDefaultAsync(cancellationToken);
        List<SettingView> views =
        [
            new("镇的根证书", Day(root.NotAfter), null),
            new("控制器的证书，到期前自己换", Day(authority.ServerCertificate.NotAfter), null),
        ];
        if (enrolled is { } first)
        {
            views.Add(new("最先到期的网关证书", Day((first + TownCertificateAuthority.GatewayLife).UtcDateTime), null));
        }

        return views;
    }

    /// <summary>How many gateways run which version of the agent.</summary>
    public async Task<IReadOnlyList<(string Version, int Count)>> AgentsAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var ids = await database.Gateways.AsNoTracking().Select(gateway => gateway.Id).ToListAsync(cancellationToken);
        return [.. ears.Heard(ids).Values.Select(heard => heard.State?.AgentVersion).OfType<string>().GroupBy(version => version)
            .OrderByDescending(group => group.Count()).Select(group => (group.Key, group.Count()))];
    }

    private string Day(DateTime end) => time.DayOf(new DateTimeOffset(end.ToUniversalTime())).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Minutes(TimeSpan length, IStringLocalizer words) => length < TimeSpan.FromMinutes(2)
        ? words["{0} 秒", length.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)]
        : words["{0} 分钟", length.TotalMinutes.ToString("0.##", CultureInfo.InvariantCulture)];
}
