namespace CloudBroadcast.Controller.Alerts.Cap;

// Names are those of the XSD of CAP 1.2, letter for letter: the reader compares with them.

/// <summary>What a message is meant for; only <see cref="Actual"/> is acted on.</summary>
internal enum CapStatus
{
    Actual,
    Exercise,
    System,
    Test,
    Draft,
}

/// <summary>What a message does: inform, replace or withdraw what it refers to, or answer it.</summary>
internal enum CapMessageType
{
    Alert,
    Update,
    Cancel,
    Ack,
    Error,
}

/// <summary>Who may learn of it.</summary>
internal enum CapScope
{
    Public,
    Restricted,
    Private,
}

/// <summary>The field an event belongs to.</summary>
internal enum CapCategory
{
    Geo,
    Met,
    Safety,
    Security,
    Rescue,
    Fire,
    Health,
    Env,
    Transport,
    Infra,
    CBRNE,
    Other,
}

/// <summary>What people shall do; <see cref="AllClear"/> ends an alert.</summary>
internal enum CapResponseType
{
    Shelter,
    Evacuate,
    Prepare,
    Execute,
    Avoid,
    Monitor,
    Assess,
    AllClear,
    None,
}

/// <summary>How soon to act; <see cref="Past"/> is when there is nothing left to do.</summary>
internal enum CapUrgency
{
    Immediate,
    Expected,
    Future,
    Past,
    Unknown,
}

/// <summary>How bad it is; <see cref="CapColour"/> turns it into a colour.</summary>
internal enum CapSeverity
{
    Extreme,
    Severe,
    Moderate,
    Minor,
    Unknown,
}

/// <summary>How sure it is.</summary>
internal enum CapCertainty
{
    Observed,
    Likely,
    Possible,
    Unlikely,
    Unknown,
}
