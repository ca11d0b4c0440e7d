namespace CloudBroadcast.Controller.Operators;

/// <summary>Which role has which right. <c>docs/security.md</c> holds the same table, and a test compares them.</summary>
internal static class Rights
{
    private static readonly Dictionary<Role, HashSet<Right>> Table = new()
    {
        [Role.Editor] = [Right.Read, Right.PlanWeek, Right.EditLibrary, Right.Stop],
        [Role.Reviewer] = [Right.Read, Right.Review, Right.Stop],
        [Role.Approver] = [Right.Read, Right.Approve, Right.Stop],
        [Role.DutyOfficer] = [Right.Read, Right.Speak, Right.Stop, Right.SendEmergency],
        [Role.VillageCadre] = [Right.Read, Right.Speak, Right.Stop],
        [Role.Technician] = [Right.Read, Right.Stop, Right.ManageGateways, Right.ReadSettings],

        // Not Review, Approve and SendEmergency: who needs them too gets the role, which stands in the audit trail.
        [Role.Administrator] =
        [
            Right.Read, Right.PlanWeek, Right.EditLibrary, Right.Speak, Right.Stop,
            Right.ManageGateways, Right.ManageKeys, Right.ManagePeople, Right.ReadAudit, Right.ReadSettings,
            Right.ChangeSettings,
        ],
        [Role.Auditor] = [Right.Read, Right.ReadAudit, Right.ReadSettings],
    };

    public static bool Has(this Role role, Right right) => Table[role].Contains(right);

    /// <summary>Whether the right reaches no farther than the person's own area: a cadre's, unless another role gives it for the town.</summary>
    public static bool AreBoundToArea(IEnumerable<Role> roles, Right right) =>
        !roles.Any(role => role is not Role.VillageCadre && role.Has(right));
}
