using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.Tests.Ahrefs;

/// <summary>Everything that the simulator can make go wrong: each ends with its own code, and the referee has nothing to object to.</summary>
public abstract class ScenarioTests(Site site)
{
    /// <summary>A few of each group, for the ordinary run; all others are run by name, by <c>dotnet dev.cs test --all</c> and by the soak.</summary>
    private static readonly string[] Ordinary =
    [
        "badPassword", "totpWrong", "turnstileInteractive", "loggedInAsOther", "secondSessionKicks",
        "expireMidList", "loginDialogOverlay", "workspaceFlips", "rateLimited",
        "cutAtPage3", "emptyPlausibleLooking", "selfMissing", "jsonDisagrees", "unknownRole", "pendingUnreadable",
    ];

    private static readonly AppWorkspace Pinned = new("ws_01", "Contoso SEO");
    private static readonly string[] NeedSecret = ["totpWrong", "totpSkew", "totpWindowEdge", "totpMethodChoice", "loneSecurityKey"];
    private static readonly string[] NeedSession = ["demoted", "removedSelfByOther", "secondSessionKicks"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The simulator's own list, so that a scenario without a test cannot be.</summary>
    internal static async Task<IReadOnlyCollection<TheoryDataRow<string, int, string>>> ListAsync(Func<int, bool> numbers)
    {
        await using var simulator = await RunningSimulator.StartAsync(new SimulatorSettings());
        using var client = new HttpClient { BaseAddress = simulator.Listening };
        client.DefaultRequestHeaders.Add("X-Sim-Key", simulator.SimKey);
        var list = JsonNode.Parse(await client.GetStringAsync("/_sim/scenarios"))?.AsArray() ?? [];
        // Those that change somebody are tested with the changes.
        return [.. list.OfType<JsonObject>().Where(s => $"{s["does"]}" == "read" && $"{s["level"]}" is "connector" or "browser")
            .Select(s => (Id: $"{s["id"]}", Number: (int)(s["number"] ?? 0), Code: $"{s["expectedCode"]}"))
            .Where(s => numbers(s.Number))
            .Select(s => new TheoryDataRow<string, int, string>(s.Id, s.Number, s.Code) { Explicit = !Ordinary.Contains(s.Id, StringComparer.Ordinal) }.WithTrait("scenario", s.Id))];
    }

    private protected async Task RunAsync(string id, int number, string expected)
    {
        var needsSecret = NeedSecret.Contains(id, StringComparer.Ordinal);
        using var world = await World.CreateAsync(site, id is "localisedNumber" ? "large" : "small", account: needsSecret ? new { totpSecret = World.TotpSecret, methods = new[] { "totp" } } : null);
        if (needsSecret)
            UseSecret(world);
        if (expected is "ReadIncomplete" or "PageContractBroken")
            world.Browser.StepTimeout = TimeSpan.FromSeconds(6);
        var connector = world.Connector();
        if (number is > 18 and < 100 || NeedSession.Contains(id, StringComparer.Ordinal))
            await world.BringSessionAsync();
        // The clearance has to have been given to this browser.
        if (id is "clearanceMoved")
            await connector.VerifyAsync(world.Run, new SignInWish(Pinned), Cancel);
        if (id is "secondSessionKicks")
            world.Run.Record = new SignInRecord(world.Run.Credentials.Version, LastUnattendedSignIn: TimeProvider.System.GetUtcNow());
        await world.PostAsync($"scenarios/{id}", id is "slowAwful" ? new { preset = "slow" } : new { });

        var (outcome, snapshot) = await OutcomeAsync(connector, world);

        Assert.Equal(Expected(expected), outcome);
        if (expected is "UnknownRole")
            Assert.Equal("Billing manager", Assert.Single(snapshot?.Members ?? [], m => m.Role is null).RawRole);
        await world.AssertNoViolationAsync();
        AssertNothingSecret(world);
    }

    private static void UseSecret(World world)
    {
        world.Run.Credentials = world.Run.Credentials with { TotpSecret = World.TotpSecret };
        world.Time = new HurriedTime(by => world.PostAsync("clock/advance", new { seconds = by.TotalSeconds }));
        world.Browser.StepTimeout = HurriedTime.StepTimeout;
    }

    // A valid read of far fewer people is the guard's matter, and an unknown role one person's.
    private static string Expected(string code) => code is "WaitingForApproval" or "UnknownRole" ? "Succeeded" : code;

    private static async Task<(string Outcome, MemberSnapshot? Snapshot)> OutcomeAsync(AhrefsConnector connector, World world)
    {
        try
        {
            return ("Succeeded", await connector.ReadMembersAsync(world.Run, Pinned, Cancel));
        }
        catch (AppFailureException e)
        {
            Assert.Equal(FailureEffect.None, e.Failure.Effect);
            Assert.NotEqual(FailurePhase.None, e.Failure.Phase);
            Assert.DoesNotContain(World.Password, e.ToString(), StringComparison.Ordinal);
            return ($"{e.Failure.Kind}", null);
        }
    }

    private static void AssertNothingSecret(World world)
    {
        foreach (var evidence in world.Run.Evidence)
        {
            Assert.DoesNotContain(World.Password, $"{evidence.AccessibilityTree}{evidence.PageAddress}", StringComparison.Ordinal);
            Assert.DoesNotContain("/user/", evidence.PageAddress, StringComparison.Ordinal);
        }
    }
}

/// <summary>Specification, section 4 A.</summary>
public sealed class SignInScenarioTests(Site site) : ScenarioTests(site)
{
    public static Task<IReadOnlyCollection<TheoryDataRow<string, int, string>>> Scenarios => ListAsync(number => number is <= 18 or > 100);

    [Theory]
    [MemberData(nameof(Scenarios))]
    public Task Ends_with_its_own_code(string id, int number, string code) => RunAsync(id, number, code);
}

/// <summary>Specification, section 4 B.</summary>
public sealed class NavigationScenarioTests(Site site) : ScenarioTests(site)
{
    // The browser's own death is no answer of the site: see BrowserFailureTests.
    public static Task<IReadOnlyCollection<TheoryDataRow<string, int, string>>> Scenarios => ListAsync(number => number is > 18 and <= 30);

    [Theory]
    [MemberData(nameof(Scenarios))]
    public Task Ends_with_its_own_code(string id, int number, string code) => RunAsync(id, number, code);
}

/// <summary>Specification, section 4 C.</summary>
public sealed class ReadingScenarioTests(Site site) : ScenarioTests(site)
{
    public static Task<IReadOnlyCollection<TheoryDataRow<string, int, string>>> Scenarios => ListAsync(number => number is > 32 and <= 51);

    [Theory]
    [MemberData(nameof(Scenarios))]
    public Task Ends_with_its_own_code(string id, int number, string code) => RunAsync(id, number, code);
}
