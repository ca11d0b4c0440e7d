namespace CloudBroadcast.Controller.Operators;

/// <summary>What a person does in the town; <c>docs/security.md</c> says what each may.</summary>
internal enum Role
{
    /// <summary>编辑.</summary>
    Editor,

    /// <summary>审核.</summary>
    Reviewer,

    /// <summary>审批.</summary>
    Approver,

    /// <summary>值班员.</summary>
    DutyOfficer,

    /// <summary>村干部: in the own area alone.</summary>
    VillageCadre,

    /// <summary>运维.</summary>
    Technician,

    /// <summary>管理员.</summary>
    Administrator,

    /// <summary>审计: reads all, changes nothing.</summary>
    Auditor,
}
