using LocalHost;
using LocalHost.Settings;

if (args is ["--help" or "-h" or "-?"])
{
    await Console.Out.WriteLineAsync(HostCommand.Usage);
    return 0;
}

try
{
    await using var host = HostServer.Build(HostCommand.Parse(args));
    await host.RunAsync();
    return 0;
}
catch (RefusalException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
