using System.Diagnostics;
using System.Globalization;
using LocalHost.Settings;

namespace LocalHost.Workers;

/// <summary>The app's process, started as the real host starts it.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process process;

    private WorkerProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public int ExitCode => process.ExitCode;

    public bool HasExited => process.HasExited;

    public static async Task<WorkerProcess> StartAsync(HostedApp app, string workerId, HostAddresses addresses, WorkerLog log)
    {
        var start = new ProcessStartInfo(DotNet())
        {
            WorkingDirectory = app.Directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        string[] arguments =
        [
            app.Assembly,
            "--functions-uri", addresses.Rpc.ToString(),
            "--functions-worker-id", workerId,
            "--functions-request-id", Guid.NewGuid().ToString(),
            "--functions-grpc-max-message-length", int.MaxValue.ToString(CultureInfo.InvariantCulture),
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in Surroundings(app, addresses))
            start.Environment[name] = value;
        // This host's own settings, its keys among them, are none of the app's business.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("LocalHost__", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        var started = await BoundProcess.StartAsync(start);
        started.OutputDataReceived += (_, line) => Write(log, line.Data, isError: false);
        started.ErrorDataReceived += (_, line) => Write(log, line.Data, isError: true);
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return new WorkerProcess(started);
    }

    public Task WaitForExitAsync() => process.WaitForExitAsync(CancellationToken.None);

    /// <summary>Ends the process and all that it started.</summary>
    public void Kill()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
    }

    public void Dispose() => process.Dispose();

    // The runtime that runs this host, when it was started by one, so that both are of one installation.
    private static string DotNet() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    private static Dictionary<string, string> Surroundings(HostedApp app, HostAddresses addresses)
    {
        var variables = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["AZURE_FUNCTIONS_ENVIRONMENT"] = app.Configuration["AZURE_FUNCTIONS_ENVIRONMENT"] ?? "Development",
        };
        foreach (var (name, value) in app.LocalValues)
        {
            if (Environment.GetEnvironmentVariable(name) is null)
                variables[name] = value;
        }

        variables["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        variables["FUNCTIONS_APPLICATION_DIRECTORY"] = app.Directory;
        variables["FUNCTIONS_WORKER_DIRECTORY"] = app.Directory;
        variables["WEBSITE_HOSTNAME"] = addresses.Public.Authority;
        return variables;
    }

    private static void Write(WorkerLog log, string? line, bool isError)
    {
        if (!string.IsNullOrEmpty(line))
            log.WriteOutput(line, isError);
    }
}
