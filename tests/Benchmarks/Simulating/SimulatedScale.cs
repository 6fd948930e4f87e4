namespace Seatkeeper.Benchmarks.Simulating;

/// <summary>What is simulated.</summary>
/// <param name="Name">The scenario's name.</param>
/// <param name="Hubs">How many hubs there are.</param>
/// <param name="Instances">How many instances of the app.</param>
/// <param name="Sessions">Browser sessions of one instance.</param>
/// <param name="Window">Over which time the checks are spread.</param>
/// <param name="Services">How long checks have the browser; each hub has one of them.</param>
internal sealed record SimulatedScale(string Name, int Hubs, int Instances, int Sessions, TimeSpan Window, IReadOnlyList<ServiceTime> Services)
{
    /// <summary>One read in so many fails, and is tried again.</summary>
    public int FailsOneIn { get; init; } = 50;

    /// <summary>One hub in so many is worked on by somebody else when its check begins.</summary>
    public int BusyOneIn { get; init; } = 50;

    /// <summary><c>DailyCheck__MostOpen</c>.</summary>
    public int MostOpen { get; init; } = new Seatkeeper.Functions.DailyCheck.DailyCheckOptions().MostOpen;

    /// <summary>What begins the random values.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>How long a check has the browser, and how many hubs of a hundred are like that.</summary>
internal sealed record ServiceTime(double Seconds, double Percent)
{
    /// <summary>
    /// Whole checks as docs/benchmarks.md has them, with a live session and every row new: 250, 1,250 and 5,000 members, of these
    /// each pair. How many hubs are how large is assumed. More than the browser's part of a check, and so on the safe side.
    /// </summary>
    public static IReadOnlyList<ServiceTime> Measured { get; } =
    [
        new(1.43, 80), new(1.71, 15), new(3.24, 2), new(3.81, 2), new(4.85, 1),
    ];

    /// <summary>The assumption of docs/scaling.md for the real site: about a minute, some of them much longer.</summary>
    public static IReadOnlyList<ServiceTime> Assumed { get; } = [new(30, 30), new(45, 30), new(60, 20), new(90, 10), new(150, 10)];
}

/// <summary>Random times that are the same in every run.</summary>
internal sealed class DrawnTimes(int seed)
{
    private readonly Random random = new(seed);

    /// <summary>Until somebody works on a step of the durable engine: about 200 ms on Azure Storage.</summary>
    public TimeSpan Step() => TimeSpan.FromSeconds(0.1 + (0.2 * random.NextDouble()));

    public int Below(int limit) => random.Next(limit);

    public bool OneIn(int many) => many > 0 && random.Next(many) == 0;

    /// <summary>A time between two.</summary>
    public TimeSpan Between(double least, double most) => TimeSpan.FromSeconds(least + ((most - least) * random.NextDouble()));

    /// <summary>One of the service times, a tenth more or less.</summary>
    public TimeSpan Service(IReadOnlyList<ServiceTime> services)
    {
        var at = random.NextDouble() * services.Sum(service => service.Percent);
        var drawn = services[^1];
        foreach (var service in services)
        {
            drawn = service;
            if ((at -= service.Percent) < 0)
                break;
        }

        return TimeSpan.FromSeconds(drawn.Seconds * (0.9 + (0.2 * random.NextDouble())));
    }
}
