using LocalHost.Tests.Hosting;

[assembly: AssemblyFixture(typeof(SharedHost))]
