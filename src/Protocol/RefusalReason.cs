using System.Text.Json.Serialization;

namespace CloudBroadcast.Protocol;

/// <summary>Why a gateway refused an order or a bundle; the first miss in the order of the checks (docs/wire/mqtt.md).</summary>
[JsonConverter(typeof(WireEnumConverter<RefusalReason>))]
public enum RefusalReason
{
    /// <summary>Empty or longer than allowed.</summary>
    Size,

    /// <summary>Not the document or bundle that the page describes.</summary>
    Form,

    /// <summary>Signed by a key that is not pinned.</summary>
    UnknownKey,

    /// <summary>The key is pinned, but not for this class of order.</summary>
    KeyNotAllowed,

    /// <summary>The signature does not match.</summary>
    Signature,

    /// <summary>An operator's approval is needed and is not there, or not over this payload.</summary>
    Approval,

    /// <summary>This gateway is not named in the targets, or an addressed zone is not fitted.</summary>
    NotAddressed,

    /// <summary>Attested time is at or past the expiry.</summary>
    Expired,

    /// <summary>Attested time is before not-before.</summary>
    TooEarly,

    /// <summary>The gateway has no attested time yet, so that it can't judge the expiry.</summary>
    NoTime,

    /// <summary>The sequence is not newer than the last one of this issuer and key, or the revision than the installed one.</summary>
    OldSequence,

    /// <summary>The order id was seen before.</summary>
    Duplicate,

    /// <summary>The broadcast is longer than this gateway allows.</summary>
    TooLong,

    /// <summary>It would sound in the curfew.</summary>
    Curfew,

    /// <summary>So many broadcasts have started within an hour as the gateway allows.</summary>
    DutyLimit,

    /// <summary>Something of the same or a higher priority is on air.</summary>
    Busy,

    /// <summary>The ledger could not be written; nothing sounds that is not on record.</summary>
    Ledger,

    /// <summary>An occurrence's audio is not in the store, and no stream came for it.</summary>
    NoAudio,
}
