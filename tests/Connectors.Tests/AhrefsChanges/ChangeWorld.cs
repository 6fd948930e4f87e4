using System.Text.Json.Nodes;
using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.Tests.AhrefsChanges;

/// <summary>A world in which only what the test permits may change: the simulator's journal tells what did, and its referee whether it was right.</summary>
internal sealed class ChangeWorld : IDisposable
{
    public static readonly AppWorkspace Pinned = new("ws_01", "Contoso SEO");

    private ChangeWorld(World world) => World = world;

    public World World { get; }

    public ChangeJournal Journal { get; } = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<ChangeWorld> CreateAsync(Site site, string set = "small", object? overrides = null)
    {
        var world = new ChangeWorld(await World.CreateAsync(site, set, overrides: overrides));
        await world.World.BringSessionAsync();
        await world.World.PutAsync("intents/mode", new { strict = true });
        // Long enough for two cores that others use too, short enough where an answer never comes.
        world.World.Browser.EffectSettling = TimeSpan.FromMilliseconds(50);
        return world;
    }

    public string Somebody(AccessLevel role, int nth = 0) =>
        World.Truth.Workspaces[0].Members.Where(m => m.Role == role && m.Email != World.Truth.OperatorEmail).ElementAt(nth).Email;

    public string Invited(int nth = 0) => World.Truth.Workspaces[0].Invitations.Where(i => !i.Expired).ElementAt(nth).Email;

    public static MemberChange Wish(ChangeAction action, string email, AppRole? role = null, bool intended = false) => new(email, action, email, role, intended);

    /// <summary>What the referee lets pass.</summary>
    public Task PermitAsync(string kind, string email, string? role = null) => World.PostAsync("intents", new { key = $"{kind} {email}", kind, email, role });

    public Task FaultAsync(string call, object action, int times = 1) =>
        World.PostAsync("faults", new { id = $"{call} fault", match = new { call, times }, @do = action });

    public Task<ChangeBatchEnd> ChangeAsync(params IReadOnlyList<MemberChange> changes) => ChangeAsync(maps: null, changes);

    public Task<ChangeBatchEnd> ChangeAsync(PageMapSource? maps, IReadOnlyList<MemberChange> changes) =>
        World.Connector(maps).ChangeMembersAsync(World.Run, Pinned, changes, Journal, Cancel);

    /// <summary>Until the one fault that was armed has struck.</summary>
    public async Task UntilFaultAsync()
    {
        while ((await World.GetAsync("faults")).AsArray()[0]?["fired"]?.GetValue<int>() == 0)
            await Task.Delay(20, Cancel);
    }

    /// <summary>Exactly these effects by the automation, in any order, and nothing that the referee objects to.</summary>
    public async Task AssertEffectsAsync(params IReadOnlyList<string> expected)
    {
        var entries = (await World.GetAsync("journal?kinds=effect")).AsArray().OfType<JsonObject>().Where(e => e["actor"]?.ToString() == "operator");
        Assert.Equal(expected.Order(StringComparer.Ordinal), entries.Select(e => $"{e["name"]} {e["target"]}").Where(IsOfPeople).Order(StringComparer.Ordinal));
        await World.AssertNoViolationAsync();
    }

    /// <summary>What was clicked on the page, as its own script saw it.</summary>
    public async Task<IReadOnlyList<string>> ClicksAsync() =>
        [.. (await World.GetAsync("journal?kinds=uiEvent")).AsArray().OfType<JsonObject>().Select(e => $"{e["name"]} {e["target"]}")];

    public void Dispose() => World.Dispose();

    private static bool IsOfPeople(string effect) => !effect.StartsWith("apiKeyRevoked", StringComparison.Ordinal) && !effect.StartsWith("seatDowngradeScheduled", StringComparison.Ordinal);
}
