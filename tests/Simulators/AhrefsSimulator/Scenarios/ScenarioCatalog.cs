namespace Seatkeeper.AhrefsSimulator.Scenarios;

/// <summary>Every scenario there is a recipe for. Numbers 2 and 47 need another variant than A.</summary>
internal static class ScenarioCatalog
{
    private static readonly Dictionary<string, int> None = [];

    public static readonly IReadOnlyList<Scenario> All = [.. SignInScenarios.All, .. NavigationScenarios.All, .. ReadingScenarios.All];

    public static Scenario? Find(string id) => All.FirstOrDefault(s => s.Id == id);

    /// <summary>A scenario after which a correct automation has changed nothing.</summary>
    public static Scenario Reads(int number, string id, string title, string expected, Action<ScenarioStage> arrange) =>
        new(id, number, title, expected, None, arrange);
}
