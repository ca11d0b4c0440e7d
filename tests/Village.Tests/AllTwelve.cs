namespace CloudBroadcast.Village;

/// <summary>Tests that share the twelve villages, one after the other and with the machine for themselves.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AllTwelve : ICollectionFixture<WholeTown>
{
    public const string Name = "all twelve";
}
