namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>Why a document is refused.</summary>
/// <param name="Element">Where: <c>alert/info[1]/severity</c>, or <c>document</c> where there is no element yet.</param>
/// <param name="Sentence">The value in quotes and the rule it breaks, in English.</param>
internal sealed record CapProblem(string Element, string Sentence);
