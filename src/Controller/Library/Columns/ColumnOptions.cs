using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Library.Columns;

/// <summary>Where columns may take episodes from by themselves, and how often they look.</summary>
internal sealed class ColumnOptions
{
    public const string Section = "Columns";

    /// <summary>Folders of this machine whose files may become episodes, by the name that people choose them by. None: no folder is watched.</summary>
    public Dictionary<string, string> Folders { get; set; } = [];

    /// <summary>Private networks from which a feed may be fetched all the same, as <c>10.1.0.0/16</c>. What is public always may.</summary>
    public List<string> FeedNetworks { get; set; } = [];

    /// <summary>How often folders are looked at. A file is taken that has not changed between two looks.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan FolderEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often feeds are asked.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan FeedEvery { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Most time that one answer of a feed's server may take, from question to last byte.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan FeedTimeLimit { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The newest entries of a feed that are looked at.</summary>
    [Range(1, 500)]
    public int FeedEntries { get; set; } = 30;

    /// <summary>Entries that are fetched at one look; the others come with the next ones.</summary>
    [Range(1, 50)]
    public int FeedAtOnce { get; set; } = 3;

    /// <summary>Networks as they are compared.</summary>
    public IEnumerable<IPNetwork> Allowed => FeedNetworks.Select(IPNetwork.Parse);
}

[OptionsValidator]
internal sealed partial class ColumnRanges : IValidateOptions<ColumnOptions>;

/// <summary>Refuses what attributes can't: folders that are not there, networks that are none.</summary>
internal sealed class ColumnNeeds : IValidateOptions<ColumnOptions>
{
    public ValidateOptionsResult Validate(string? name, ColumnOptions options)
    {
        var problems = options.Folders.Where(folder => folder.Key.Contains('/', StringComparison.Ordinal) || !Path.IsPathFullyQualified(folder.Value))
            .Select(folder => $"{ColumnOptions.Section}:Folders:{folder.Key} is \"{folder.Value}\". Allowed: a whole path, under a name without a slash.")
            .Concat(options.FeedNetworks.Where(network => !IPNetwork.TryParse(network, out _))
                .Select(network => $"{ColumnOptions.Section}:FeedNetworks has \"{network}\". Allowed: a network such as 10.1.0.0/16."))
            .ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
