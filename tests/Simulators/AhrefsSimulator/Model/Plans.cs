namespace Seatkeeper.AhrefsSimulator.Model;

/// <summary>The seat figures of each plan, as far as they are known (section 1.3 of the specification).</summary>
public static class Plans
{
    public const string Enterprise = "enterprise";

    private static readonly Dictionary<string, (int Included, int? Extra, int PriceCents)> Figures = new(StringComparer.Ordinal)
    {
        ["free"] = (1, 0, 0),
        ["starter"] = (1, 0, 0),
        ["lite"] = (1, 2, 4000),
        ["standard"] = (1, 5, 6000),
        ["advanced"] = (1, 10, 8000),
        [Enterprise] = (3, null, 10000),
        ["legacy"] = (1, 0, 0),
    };

    public static bool IsKnown(string plan) => Figures.ContainsKey(plan);

    /// <summary>Puts a plan's seat figures into the settings.</summary>
    public static WorkspaceSettings Apply(WorkspaceSettings settings, string plan)
    {
        var (included, extra, price) = Figures[plan];
        return settings with { Plan = plan, SeatsIncluded = included, ExtraSeatsMax = extra, SeatPriceCents = price };
    }

    public static IReadOnlyList<AccessLevel> RolesOffered(string plan) =>
        plan == Enterprise
            ? [AccessLevel.Admin, AccessLevel.Member, AccessLevel.Guest]
            : [AccessLevel.Admin, AccessLevel.Member];
}
