using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace CloudBroadcast.House;

/// <summary>Who may know whom (docs/architecture.md, "Borders").</summary>
public class BorderTests
{
    private static readonly Assembly Controller = Assembly.Load("CloudBroadcast.Controller");
    private static readonly Assembly DeviceAgent = Assembly.Load("CloudBroadcast.DeviceAgent");
    private static readonly Assembly Operator = Assembly.Load("cloudbroadcast-operator");
    private static readonly Assembly Protocol = Assembly.Load("CloudBroadcast.Protocol");
    private static readonly Architecture House = new ArchLoader().LoadAssemblies(Controller, DeviceAgent, Operator, Protocol).Build();

    [Fact]
    public void Controller_and_DeviceAgent_know_Protocol_and_never_each_other()
    {
        Assert.Contains(Protocol.GetName().Name, References(Controller));
        Assert.Contains(Protocol.GetName().Name, References(DeviceAgent));
        Assert.DoesNotContain(DeviceAgent.GetName().Name, References(Controller));
        Assert.DoesNotContain(Controller.GetName().Name, References(DeviceAgent));
        Assert.DoesNotContain(References(Protocol), name => name!.StartsWith("CloudBroadcast.", StringComparison.Ordinal));
    }

    [Fact]
    public void The_operators_tool_knows_Protocol_alone() =>
        Assert.Equal([Protocol.GetName().Name], References(Operator).Where(name => !name!.StartsWith("System.", StringComparison.Ordinal)));

    [Theory]
    [InlineData("MQTTnet", "CloudBroadcast.Controller.Broker", "CloudBroadcast.DeviceAgent.Link")]
    [InlineData("Quartz", "CloudBroadcast.Controller.Schedules")]
    public void A_package_is_seen_only_where_it_lives(string package, params string[] homes)
    {
        var users = House.Types
            .Where(type => type.Namespace.FullName.StartsWith("CloudBroadcast.", StringComparison.Ordinal))
            .Where(type => type.GetTypeDependencies().Any(dependency => IsIn(dependency.Namespace?.FullName ?? "", package)))
            .ToList();

        var strangers = users.Where(type => !homes.Any(home => IsIn(type.Namespace.FullName, home))).Select(type => type.FullName);

        Assert.Empty(strangers);
        Assert.All(homes, home => Assert.Contains(users, type => IsIn(type.Namespace.FullName, home)));
    }

    [Fact]
    public void Protocol_knows_nothing_of_hosts_brokers_and_databases()
    {
        string[] strangers = ["Microsoft.Extensions", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "MQTTnet", "Quartz"];

        Assert.DoesNotContain(References(Protocol), name => strangers.Any(stranger => name!.StartsWith(stranger, StringComparison.Ordinal)));
    }

    private static IEnumerable<string?> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name);

    private static bool IsIn(string name, string root) => name == root || name.StartsWith(root + ".", StringComparison.Ordinal);
}
