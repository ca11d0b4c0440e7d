namespace CloudBroadcast.Controller.Operators;

/// <summary>What an endpoint or a page asks for; also the scopes of API tokens.</summary>
internal enum Right
{
    /// <summary>See the town, its week, its library and what was on air.</summary>
    Read,

    /// <summary>Write schedules and the town's special days.</summary>
    PlanWeek,

    /// <summary>Add and remove programmes and playlists.</summary>
    EditLibrary,

    /// <summary>审核: the second of the three steps.</summary>
    Review,

    /// <summary>审批: the third.</summary>
    Approve,

    /// <summary>Start an ordinary broadcast or talk live.</summary>
    Speak,

    /// <summary>Silence what sounds.</summary>
    Stop,

    /// <summary>Send an alert; a person must have shown the password or code again just before.</summary>
    SendEmergency,

    /// <summary>Enrol, configure, test and revoke gateways.</summary>
    ManageGateways,

    /// <summary>Change the controller's signing keys, and vouch for the keys of those who approve alerts.</summary>
    ManageKeys,

    /// <summary>Accounts, roles and API tokens.</summary>
    ManagePeople,

    /// <summary>Read the audit trail.</summary>
    ReadAudit,

    /// <summary>See how the controller is set up.</summary>
    ReadSettings,

    /// <summary>Change what the town is called, its time zone and its telephone numbers.</summary>
    ChangeSettings,
}
