namespace Seatkeeper.Dev.Setup;

/// <summary>Places inside the clone that this process runs from.</summary>
public static class Repository
{
    private static readonly Lazy<string> LazyRoot = new(FindRoot);

    /// <summary>The folder that holds <c>Functions.sln</c>.</summary>
    public static string Root => LazyRoot.Value;

    /// <summary>What is made on this machine and never committed: tools, data, keys, logs.</summary>
    public static string Local => Path.Combine(Root, ".seatkeeper");

    public static string InRoot(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    public static string InLocal(params ReadOnlySpan<string> parts) => Path.Combine([Local, .. parts]);

    /// <summary>The variable that says which build the servers are started from; Debug where it is not set.</summary>
    public const string ConfigurationVariable = "SEATKEEPER_CONFIGURATION";

    public static string Configuration => Environment.GetEnvironmentVariable(ConfigurationVariable) is { Length: > 0 } chosen ? chosen : "Debug";

    /// <summary>A file of a project's build output, or its folder where <paramref name="file"/> is empty.</summary>
    public static string Built(string project, string file) => InRoot([.. project.Split('/'), "bin", Configuration, "net10.0", file]);

    /// <summary>An empty folder for one run of one thing; whoever asked deletes it.</summary>
    public static string NewRunFolder(string name)
    {
        var folder = InLocal("runs", $"{name}-{Guid.NewGuid().ToString("N")[..8]}");
        Directory.CreateDirectory(folder);
        return folder;
    }

    // A file-based app is built far from its source, so its own folder comes as data; a test runs from bin inside the clone.
    private static string FindRoot() =>
        AboveOrAt(AppContext.GetData("EntryPointFileDirectoryPath") as string)
        ?? AboveOrAt(AppContext.BaseDirectory)
        ?? AboveOrAt(Environment.CurrentDirectory)
        ?? throw new StepFailedException("This is not a clone of the project: no Functions.sln above here.", "Run it from inside the clone.");

    private static string? AboveOrAt(string? start)
    {
        for (var folder = start is null ? null : new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
                return folder.FullName;
        return null;
    }
}
