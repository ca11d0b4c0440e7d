using CloudBroadcast.Village;

// Each town wants the whole machine: twelve gateways play in real time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(SpokenAudio))]
