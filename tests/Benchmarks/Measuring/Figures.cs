using System.Runtime.InteropServices;
using System.Text.Json;

namespace Seatkeeper.Benchmarks.Measuring;

/// <summary>The figures by name, in the one flat form that lets anybody compare runs.</summary>
internal sealed class Figures
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly SortedDictionary<string, double> values = new(StringComparer.Ordinal);

    public void Add(string name, double value) => values[name] = Math.Round(value, 3);

    public void Print()
    {
        foreach (var (name, value) in values)
            Console.WriteLine($"{name,-32} {value}");
    }

    public async Task SaveAsync(string file)
    {
        var machine = new
        {
            cores = Environment.ProcessorCount,
            memoryMb = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024 * 1024),
            os = RuntimeInformation.OSDescription,
            architecture = RuntimeInformation.OSArchitecture.ToString(),
            runtime = RuntimeInformation.FrameworkDescription,
        };
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { machine, figures = values }, Indented) + "\n");
    }
}
