using CloudBroadcast.Village;

// A town of one gateway waits most of the time; the whole town, and whoever compares two villages by the sample, has the machine alone.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.Collections, MaxThreads = 3)]
[assembly: AssemblyFixture(typeof(SpokenAudio))]
