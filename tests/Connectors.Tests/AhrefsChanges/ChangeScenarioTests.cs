using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Connectors.Tests.AhrefsChanges.ChangeWorld;

namespace Seatkeeper.Connectors.Tests.AhrefsChanges;

/// <summary>
/// Every scenario in which the automation is asked to change somebody (specification, section 4 B and D to F), by the simulator's own
/// list. The outcome alone proves nothing: the journal has exactly the expected effects, and the referee nothing to object to.
/// </summary>
public sealed class ChangeScenarioTests(Site site)
{
    /// <summary>One or two of each group, for the ordinary run; all others are run by name, by <c>dotnet dev.cs test --all</c> and by the soak.</summary>
    private static readonly string[] Ordinary =
    [
        "500NotApplied", "silentCharge", "seatRace", "partialMulti", "inviteAcceptedOtherEmail",
        "removeApplied500", "rejoinedMeanwhile", "nameIsEmail", "modalMidFlow", "apiKeyOwner",
        "sidePanelStale", "bulkSelection", "inlineSelectSlipOther",
    ];

    // What never comes has to be waited for; elsewhere a busy machine is given its time.
    private static readonly string[] Impatient = ["timeoutNotApplied", "timeoutApplied", "removeTimeoutThenGone", "labelChanged"];

    public static async Task<IReadOnlyCollection<TheoryDataRow<string>>> Scenarios()
    {
        await using var simulator = await RunningSimulator.StartAsync(new SimulatorSettings());
        using var client = new HttpClient { BaseAddress = simulator.Listening };
        client.DefaultRequestHeaders.Add("X-Sim-Key", simulator.SimKey);
        var list = JsonNode.Parse(await client.GetStringAsync("/_sim/scenarios"))?.AsArray() ?? [];
        return [.. list.OfType<JsonObject>().Where(s => $"{s["does"]}" == "change" && $"{s["level"]}" == "connector")
            .Select(s => new TheoryDataRow<string>($"{s["id"]}") { Explicit = !Ordinary.Contains($"{s["id"]}", StringComparer.Ordinal) }.WithTrait("scenario", $"{s["id"]}"))];
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Ends_with_its_own_code_and_exactly_its_effects(string id)
    {
        using var world = await ChangeWorld.CreateAsync(site);
        if (Impatient.Contains(id, StringComparer.Ordinal))
            world.World.Browser.StepTimeout = TimeSpan.FromSeconds(6);
        var scenario = await world.World.SendAsync(HttpMethod.Post, $"scenarios/{id}", new { }) ?? new JsonObject();
        var wishes = scenario["wishes"]?.AsArray().OfType<JsonObject>().ToList() ?? [];

        var said = await OutcomesAsync(world, [.. wishes.Select(ToChange)]);

        Assert.Equal(wishes.Select(wish => $"{wish["expectedCode"]}"), said);
        await AssertEffectsAsync(world, scenario["expectedEffects"]);
        await world.World.AssertNoViolationAsync();
        Assert.All((await world.World.GetAsync("faults")).AsArray(), fault => Assert.NotEqual(0, fault?["fired"]?.GetValue<int>()));
    }

    private static MemberChange ToChange(JsonObject wish) => Wish(
        Enum.Parse<ChangeAction>($"{wish["action"]}"), $"{wish["email"]}", wish["role"] is { } role ? Enum.Parse<AppRole>($"{role}") : null);

    // Whom a failure kept from their turn, it is told of; and a guard that fires after somebody was done makes nothing right.
    private static async Task<IReadOnlyList<string>> OutcomesAsync(ChangeWorld world, IReadOnlyList<MemberChange> changes)
    {
        try
        {
            var end = await world.ChangeAsync(changes);
            return [.. changes.Select(change => world.Journal.Results.TryGetValue(change.Email, out var result) && !(result.Failure is null && changes.Count == 1 && end.StoppedBy is not null)
                ? CodeOf(result)
                : $"{end.StoppedBy?.Kind}")];
        }
        catch (AppFailureException e)
        {
            return [.. changes.Select(_ => $"{e.Failure.Kind}")];
        }
    }

    private static string CodeOf(ChangeResult result) => result.Status switch
    {
        ChangeStatus.Done => "Succeeded",
        ChangeStatus.NoChangeNeeded => "NoChangeNeeded",
        _ => $"{result.Failure?.Kind}",
    };

    // That an emptied seat is paid no longer than the period follows by itself from every removal.
    private static async Task AssertEffectsAsync(ChangeWorld world, JsonNode? expected)
    {
        var entries = (await world.World.GetAsync("journal?kinds=effect")).AsArray().OfType<JsonObject>()
            .Where(e => $"{e["actor"]}" == "operator" && $"{e["name"]}" != "seatDowngradeScheduled");
        var wanted = expected?.AsObject().SelectMany(e => Enumerable.Repeat(e.Key, e.Value?.GetValue<int>() ?? 0)) ?? [];
        Assert.Equal(wanted.Order(StringComparer.Ordinal), entries.Select(e => $"{e["name"]}").Order(StringComparer.Ordinal));
    }
}
