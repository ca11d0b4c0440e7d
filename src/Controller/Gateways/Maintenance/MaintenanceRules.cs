using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Gateways.Maintenance;

/// <summary>What a wish for maintenance must keep to. Pure.</summary>
internal static class MaintenanceRules
{
    /// <summary>
    /// What the task asks for beside <see cref="Right.ManageGateways"/>: one that the village hears, what a broadcast asks for. A
    /// technician's relay test is silent and a second long.
    /// </summary>
    public static Right? FurtherRightOf(MaintenanceTask task) =>
        task is MaintenanceTask.ChimeTest ? Right.Speak : null;

    /// <summary>The field and what is wrong with it, with the value in quotes and what is allowed.</summary>
    public static IEnumerable<(string Field, string Problem)> ProblemsOf(MaintenanceRequest request, Gateway gateway, bool isOnShelf)
    {
        var zones = gateway.Zones.Select(zone => zone.Number).Order().ToList();
        var isRelay = request.Task is MaintenanceTask.RelayTest;
        if (isRelay ? request.Zone is not { } zone || (zone != 0 && !zones.Contains(zone)) : request.Zone is not null)
        {
            yield return Wrong("zone", request.Zone, isRelay ? $"0 for the amplifier's power, or a zone of the gateway: {string.Join(", ", zones)}" : "nothing but with the task \"relayTest\"");
        }

        var isLevel = request.Task is MaintenanceTask.LogLevel;
        if (isLevel != request.LogLevel is not null)
        {
            yield return Wrong("logLevel", request.LogLevel, isLevel ? "debug, information, warning" : "nothing but with the task \"logLevel\"");
        }

        var isUpdate = request.Task is MaintenanceTask.Update;
        if (isUpdate ? !isOnShelf : request.Package is not null)
        {
            yield return Wrong("package", request.Package, isUpdate ? "the sha256 of a package of GET /api/packages" : "nothing but with the task \"update\"");
        }
    }

    private static (string Field, string Problem) Wrong(string field, object? value, string allowed) => (field, Refusal.Sentence(field, value, allowed));
}
