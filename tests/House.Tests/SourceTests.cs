using System.Text.RegularExpressions;

namespace CloudBroadcast.House;

/// <summary>Rules that no analyzer keeps, read off the sources.</summary>
public partial class SourceTests
{
    private static readonly string Root = Checkout.Root;

    [Fact]
    public void No_type_is_called_a_manager_a_helper_or_a_base()
    {
        var offenders = Sources("src").Concat(Sources("tests"))
            .SelectMany(file => ForbiddenName().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetRelativePath(Root, file)}: {match.Value}"));

        Assert.Empty(offenders);
    }

    [Fact]
    public void Each_namespace_is_the_folder_it_stands_in()
    {
        var offenders = Sources("src").Where(file => !file.Contains("/Migrations/", StringComparison.Ordinal)).Select(file =>
        {
            var folder = Path.GetRelativePath(Path.Combine(Root, "src"), Path.GetDirectoryName(file)!).Replace('/', '.');
            var match = DeclaredNamespace().Match(File.ReadAllText(file));
            return match.Success && match.Groups[1].Value != "CloudBroadcast." + folder ? $"{file} declares {match.Groups[1].Value}" : null;
        });

        Assert.DoesNotContain(offenders, offender => offender is not null);
    }

    [Fact]
    public void Program_files_are_tables_of_contents()
    {
        Assert.All(Directory.GetFiles(Path.Combine(Root, "src"), "Program.cs", SearchOption.AllDirectories), file =>
            Assert.True(File.ReadLines(file).Count() <= 60, $"{file} has more than 60 lines."));
    }

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories);

    [GeneratedRegex(@"\b(class|record|struct|interface) (\w*(Manager|Helper|Utils|Util|Common)\b|Base[A-Z]\w*)")]
    private static partial Regex ForbiddenName();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex DeclaredNamespace();
}
