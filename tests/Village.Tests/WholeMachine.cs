namespace CloudBroadcast.Village;

/// <summary>Tests that want the whole machine: twelve gateways play in real time, or two are compared by the sample.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeMachine
{
    public const string Name = "whole machine";
}
