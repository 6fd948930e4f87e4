using System.Text.Json;
using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Running;

/// <summary>What stays between two runs of one data set: storage, secrets, ports; held by one run at a time.</summary>
public sealed class RunData : IDisposable
{
    private const string PortsName = "ports.json";
    private readonly FileStream held;

    private RunData(string folder, FileStream held)
    {
        Folder = folder;
        this.held = held;
    }

    public string Folder { get; }

    public string Azurite => Path.Combine(Folder, "azurite");

    private string PortsFile => Path.Combine(Folder, PortsName);

    public static RunData Open(RunOptions options)
    {
        var runs = Repository.InLocal("run");
        Directory.CreateDirectory(runs);
        var holding = Hold(Path.Combine(runs, $"{options.Members}.lock"), options.Members);
        var folder = Path.Combine(runs, options.Members);
        if (options.Fresh && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        return new RunData(folder, holding);
    }

    /// <summary>The ports of the last run where they are still free, so that addresses last.</summary>
    public RunPorts Ports()
    {
        var last = File.Exists(PortsFile) ? JsonSerializer.Deserialize<RunPorts>(File.ReadAllText(PortsFile)) : null;
        var ports = new RunPorts(FreeOrNew(last?.App), FreeOrNew(last?.Simulator), FreeOrNew(last?.Graph));
        File.WriteAllText(PortsFile, JsonSerializer.Serialize(ports));
        return ports;
    }

    /// <summary>Where the app was that was started last on this machine, of whatever data set; null where none ever was.</summary>
    public static Uri? LastApp()
    {
        var runs = Repository.InLocal("run");
        var last = Directory.Exists(runs) ? Directory.EnumerateFiles(runs, PortsName, SearchOption.AllDirectories).MaxBy(File.GetLastWriteTimeUtc) : null;
        return last is not null && JsonSerializer.Deserialize<RunPorts>(File.ReadAllText(last)) is { } ports ? new Uri($"http://127.0.0.1:{ports.App}/") : null;
    }

    public void Dispose() => held.Dispose();

    private static int FreeOrNew(int? port) => port is { } known && known > 0 && FreePorts.IsFree(known) ? known : FreePorts.Next();

    private static FileStream Hold(string path, string set)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new StepFailedException($"The data set {set} is running already.", "Stop the other run with Ctrl-C, or choose another data set with --members.");
        }
    }
}

/// <summary>Where the app and the simulators listened.</summary>
public sealed record RunPorts(int App, int Simulator, int Graph = 0);
