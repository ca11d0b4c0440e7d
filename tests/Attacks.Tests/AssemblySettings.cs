// Each siege has a gateway that plays in real time, and waits for it most of the time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.Collections, MaxThreads = 2)]
