using Seatkeeper.Dev.Azurite;

[assembly: AssemblyFixture(typeof(AzuriteServer))]
