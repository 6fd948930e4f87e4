namespace Seatkeeper.AhrefsSimulator.Worlds;

public enum Traffic
{
    Html,
    Read,
    Write,
}

/// <summary>How long one kind of answer takes, in milliseconds: log-normal around the base, one in a hundred at the p99.</summary>
public sealed record LatencyFigures(double Base, double Jitter, double P99);

/// <summary>How slow a world is. Kept per world, drawn by the wall clock.</summary>
public sealed record LatencyProfile
{
    public static readonly IReadOnlyDictionary<string, LatencyProfile> Presets = new Dictionary<string, LatencyProfile>(StringComparer.Ordinal)
    {
        ["instant"] = Even("instant", 0, 0, 0) with { RenderMaxMs = 0 },
        ["office"] = Even("office", 120, 80, 400),
        ["slow"] = Even("slow", 1200, 900, 6000),
        ["awful"] = Even("awful", 4000, 3000, 25000),
        ["stall"] = Even("stall", 0, 0, 0) with { Stalls = true },
    };

    public string Preset { get; init; } = "instant";
    public LatencyFigures Html { get; init; } = new(0, 0, 0);
    public LatencyFigures Read { get; init; } = new(0, 0, 0);
    public LatencyFigures Write { get; init; } = new(0, 0, 0);

    /// <summary>Nothing is answered until another profile is set.</summary>
    public bool Stalls { get; init; }

    /// <summary>The longest that a page takes to render after its data came.</summary>
    public int RenderMaxMs { get; init; } = 400;

    public TimeSpan Draw(Traffic traffic, Random random)
    {
        var figures = traffic switch
        {
            Traffic.Html => Html,
            Traffic.Read => Read,
            _ => Write,
        };
        if (figures.Base <= 0) return TimeSpan.Zero;
        if (figures.P99 > 0 && random.NextDouble() < 0.01) return TimeSpan.FromMilliseconds(figures.P99);
        var sigma = Math.Sqrt(Math.Log(1 + (figures.Jitter * figures.Jitter / (figures.Base * figures.Base))));
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var drawn = figures.Base * Math.Exp((sigma * normal) - (sigma * sigma / 2));
        return TimeSpan.FromMilliseconds(figures.P99 > 0 ? Math.Min(drawn, figures.P99) : drawn);
    }

    private static LatencyProfile Even(string preset, double usual, double jitter, double p99)
    {
        var figures = new LatencyFigures(usual, jitter, p99);
        return new LatencyProfile { Preset = preset, Html = figures, Read = figures, Write = figures };
    }
}
