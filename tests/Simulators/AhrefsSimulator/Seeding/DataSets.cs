using Seatkeeper.AhrefsSimulator.Model;

namespace Seatkeeper.AhrefsSimulator.Seeding;

/// <summary>The data sets of the specification, section 2.3.</summary>
public static class DataSets
{
    public const string DefaultOperator = "svc-hub@corp.test";
    private const string OwnerEmail = "olivia.owner@corp.test";
    private const string FirstWorkspace = "ws_01";

    private static readonly Dictionary<string, Func<int, string, SeededWorld>> Sets = new(StringComparer.Ordinal)
    {
        ["small"] = Small,
        ["medium"] = Medium,
        ["large"] = LargeSet.Create,
        ["lite"] = (seed, op) => Compact("lite", seed, op, new Compact("lite", Members: 2, Pending: 0, SeatsPaid: 2)),
        ["standardFull"] = (seed, op) => Compact("standardFull", seed, op, new Compact("standard", Members: 6, Pending: 0, SeatsPaid: 6)),
        ["standardFree"] = (seed, op) => Compact("standardFree", seed, op, new Compact("standard", Members: 4, Pending: 1, SeatsPaid: 6)),
        ["minimal"] = (seed, op) => Compact("minimal", seed, op, new Compact("advanced", Members: 2, Pending: 0, SeatsPaid: 2)),
        ["twoWorkspaces"] = TwoWorkspaces,
        ["threeTeams"] = ThreeTeams,

        // Nothing special in them: they only differ in size, for measuring.
        ["people600"] = (seed, op) => Plain("people600", seed, op, 600),
        ["people250"] = (seed, op) => Plain("people250", seed, op, 250),
        ["people1250"] = (seed, op) => Plain("people1250", seed, op, 1_250),
        ["people5000"] = (seed, op) => Plain("people5000", seed, op, 5_000),
        ["people10000"] = (seed, op) => Plain("people10000", seed, op, 10_000),
    };

    public static IReadOnlyCollection<string> Names => Sets.Keys;

    /// <summary>Computes a data set.</summary>
    /// <param name="set">One of <see cref="Names"/>.</param>
    /// <param name="seed">Drives names, times and order.</param>
    /// <param name="operatorEmail">The automation account's address, which is an Admin of the first workspace.</param>
    public static SeededWorld Create(string set, int seed, string operatorEmail = DefaultOperator) =>
        Sets.TryGetValue(set, out var create)
            ? create(seed, operatorEmail)
            : throw new ArgumentException($"There is no data set '{set}'. Known: {string.Join(", ", Sets.Keys)}.", nameof(set));

    internal static Roster Begin(string set, int seed, string operatorEmail)
    {
        var roster = new Roster(set, seed);
        roster.Add(OwnerEmail, "Olivia Owner", AccessLevel.Owner);
        roster.Add(operatorEmail, "Hub Automation", AccessLevel.Admin);
        return roster;
    }

    internal static SeededWorld Finish(Roster roster, string operatorEmail, WorkspaceSettings settings)
    {
        roster.Shuffle();
        return new SeededWorld(operatorEmail, [new SeededWorkspace(FirstWorkspace, settings, roster.Members, roster.Invitations)]);
    }

    private static SeededWorld Small(int seed, string operatorEmail)
    {
        var roster = SmallRoster("small", seed, operatorEmail);
        return Finish(roster, operatorEmail, Settings("Contoso SEO", Plans.Enterprise, 15));
    }

    private static Roster SmallRoster(string set, int seed, string operatorEmail)
    {
        var roster = Begin(set, seed, operatorEmail);
        roster.AddUsual(AccessLevel.Admin, 1);
        roster.AddNamed("Zoë Müller-Łukasz", AccessLevel.Member);
        roster.Add("no.name@corp.test", "", AccessLevel.Member);
        roster.Add("anna+seo@corp.test", "Anna Plus", AccessLevel.Member);
        roster.AddUsual(AccessLevel.Member, 5);
        roster.AddUsual(AccessLevel.Guest, 1);
        roster.InviteUsual(2);
        return roster;
    }

    private static SeededWorld Medium(int seed, string operatorEmail)
    {
        var roster = Begin("medium", seed, operatorEmail);
        roster.Add("Anna.Berg@Corp.test", "Anna Berg-Corp", AccessLevel.Member);
        roster.Add("case.twin@corp.test", "Case Twin", AccessLevel.Member);
        foreach (var name in new[] { "Maria Silva", "Jonas Weber", "Wei Chen" })
        {
            roster.AddNamed(name, AccessLevel.Member);
            roster.AddNamed(name, AccessLevel.Member);
        }

        roster.AddUsual(AccessLevel.Admin, 5);
        roster.AddUsual(AccessLevel.Member, 218 - 8);
        roster.AddUsual(AccessLevel.Guest, 25);
        roster.Invite("Case.Twin@corp.test", AccessLevel.Member);
        roster.InviteUsual(4, expired: true);
        roster.InviteUsual(12);
        return Finish(roster, operatorEmail, Settings("Contoso SEO", Plans.Enterprise, 280) with { ListMode = ListMode.Paged });
    }

    private static SeededWorld Compact(string set, int seed, string operatorEmail, Compact shape)
    {
        var roster = Begin(set, seed, operatorEmail);
        roster.AddUsual(AccessLevel.Member, shape.Members - 2);
        roster.InviteUsual(shape.Pending);
        return Finish(roster, operatorEmail, Settings("Contoso SEO", shape.Plan, shape.SeatsPaid));
    }

    private static SeededWorld Plain(string set, int seed, string operatorEmail, int members)
    {
        var roster = Begin(set, seed, operatorEmail);
        roster.AddUsual(AccessLevel.Member, members - 2);
        roster.InviteUsual(members / 50);
        return Finish(roster, operatorEmail, Settings("Contoso SEO", Plans.Enterprise, members * 2));
    }

    private static SeededWorld TwoWorkspaces(int seed, string operatorEmail)
    {
        var first = Finish(SmallRoster("twoWorkspaces", seed, operatorEmail), operatorEmail, Settings("Contoso SEO", Plans.Enterprise, 15));
        var own = new Roster("twoWorkspaces.own", seed);
        own.Add(operatorEmail, "Hub Automation", AccessLevel.Owner);
        var second = new SeededWorkspace("ws_02", Settings("Contoso-SEO", "free", 1), own.Members, own.Invitations);
        return new SeededWorld(operatorEmail, [.. first.Workspaces, second]);
    }

    // One company with three workspaces, each with an automation account of its own, and room for many more people.
    private static SeededWorld ThreeTeams(int seed, string operatorEmail)
    {
        string[] names = ["SEO", "Content", "Ads"];
        return new SeededWorld(operatorEmail, [.. names.Select((name, nth) => Team(name, nth + 1, nth == 0 ? operatorEmail : TeamOperator(nth + 1)))]);

        SeededWorkspace Team(string name, int number, string own)
        {
            var roster = Begin($"threeTeams.{name}", seed, own);
            for (var person = 1; person <= 60; person++)
                roster.Add($"{name.ToLowerInvariant()}.{person}@corp.test", $"{name} Person {person}", AccessLevel.Member);
            roster.Shuffle();
            return new SeededWorkspace($"ws_0{number}", Settings($"Contoso {name}", Plans.Enterprise, 400), roster.Members, roster.Invitations);
        }
    }

    /// <summary>The automation account of the second and third workspace of <c>threeTeams</c>.</summary>
    /// <param name="number">Which workspace, from 1.</param>
    public static string TeamOperator(int number) => $"svc-hub-{number}@corp.test";

    internal static WorkspaceSettings Settings(string name, string plan, int seatsPaid) =>
        Plans.Apply(new WorkspaceSettings { Name = name, Slug = name.ToLowerInvariant().Replace(' ', '-'), SeatsPaid = seatsPaid }, plan);
}

internal sealed record Compact(string Plan, int Members, int Pending, int SeatsPaid);
