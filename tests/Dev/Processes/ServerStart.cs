namespace Seatkeeper.Dev.Processes;

/// <summary>How to start a server: its command, and where its output goes.</summary>
public sealed record ServerStart(string Name, string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>Added to this process's environment; a null value takes the variable away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    public string? WorkingDirectory { get; init; }

    /// <summary>Every line of output is appended here too.</summary>
    public string? LogFile { get; init; }

    /// <summary>The same server run by the .NET host: <paramref name="assembly"/> is a dll.</summary>
    public static ServerStart DotNet(string name, string assembly, params IReadOnlyList<string> arguments) => new(name, "dotnet", [assembly, .. arguments]);
}
