using LocalHost.Functions;

namespace LocalHost;

/// <summary>How far this host has got, for whoever asks.</summary>
internal sealed class HostState
{
    /// <summary>Initializing, Running or Stopping.</summary>
    public string Name { get; private set; } = "Initializing";

    public IReadOnlyList<FunctionDescription> Functions { get; private set; } = [];

    public void Found(IReadOnlyList<FunctionDescription> functions) => Functions = functions;

    public void Runs() => Name = "Running";

    public void Stops() => Name = "Stopping";
}
