namespace Seatkeeper.Benchmarks.Measuring;

/// <summary>What was measured several times.</summary>
internal sealed class Series
{
    private readonly List<double> seconds = [];

    public double Last => seconds[^1];

    public double Median
    {
        get
        {
            var ordered = seconds.Order().ToList();
            var middle = ordered.Count / 2;
            return ordered.Count % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
        }
    }

    public void Add(TimeSpan measured) => seconds.Add(measured.TotalSeconds);

    public override string ToString() => string.Join(", ", seconds.Select(value => value.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture)));
}
