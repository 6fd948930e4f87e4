namespace Seatkeeper.AhrefsSimulator.Scenarios;

/// <summary>Every scenario there is a recipe for.</summary>
internal static class ScenarioCatalog
{
    private static readonly Dictionary<string, int> None = [];

    public static readonly IReadOnlyList<Scenario> All =
        [.. SignInScenarios.All, .. NavigationScenarios.All, .. ReadingScenarios.All, .. InvitingScenarios.All, .. ChangingScenarios.All, .. ShapeScenarios.All, .. DriftScenarios.All];

    public static Scenario? Find(string id) => All.FirstOrDefault(s => s.Id == id);

    /// <summary>A scenario after which a correct automation has changed nothing.</summary>
    public static Scenario Reads(int number, string id, string title, string expected, Action<ScenarioStage> arrange) =>
        new(id, number, title, expected, None, arrange);

    /// <summary>A scenario in which the automation is asked to change somebody.</summary>
    /// <param name="number">Its number in the specification.</param>
    /// <param name="id">Its id.</param>
    /// <param name="title">What happens.</param>
    /// <param name="expected">The outcome of a correct automation.</param>
    /// <param name="effects">What it has changed at the end, each effect by name as often as it took place; empty for nothing.</param>
    /// <param name="arrange">Sets the scene, and asks.</param>
    public static Scenario Asks(int number, string id, string title, string expected, string effects, Action<ScenarioStage> arrange) =>
        new(id, number, title, expected, Count(effects), arrange) { Does = "change" };

    private static Dictionary<string, int> Count(string effects) =>
        effects.Split(' ', StringSplitOptions.RemoveEmptyEntries).GroupBy(name => name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
}
