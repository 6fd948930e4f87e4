using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Benchmarks.Measuring;

/// <summary>A folder for one thing that is measured; it goes when that is done.</summary>
internal sealed class RunFolder(string name) : IDisposable
{
    public string Path { get; } = Repository.NewRunFolder(name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
