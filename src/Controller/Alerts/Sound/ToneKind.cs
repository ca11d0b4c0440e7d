using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Alerts.Sound;

/// <summary>What is heard before the words; the same for the same gravity, so that a village learns to know it.</summary>
internal enum ToneKind
{
    /// <summary>Two tones in turn: red and orange.</summary>
    TwoTone,

    /// <summary>Three notes that rise: yellow and blue.</summary>
    RisingNotes,

    /// <summary>One gong: exercises, and notices that are no alert.</summary>
    Gong,
}

/// <summary>Which tone stands for what.</summary>
internal static class ToneKinds
{
    public static ToneKind ToneKindOf(Priority severity, bool isExercise) => severity switch
    {
        // Who knows the real tone acts on it before a word is spoken.
        _ when isExercise => ToneKind.Gong,
        Priority.RedAlert or Priority.OrangeAlert => ToneKind.TwoTone,
        Priority.YellowAlert or Priority.BlueAlert => ToneKind.RisingNotes,
        _ => ToneKind.Gong,
    };
}
