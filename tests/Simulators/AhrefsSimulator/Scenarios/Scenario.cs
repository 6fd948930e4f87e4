using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Faulting;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Scenarios;

/// <summary>A ready recipe for one fault of the specification's section 4.</summary>
/// <param name="Id">The fault's id.</param>
/// <param name="Number">Its number in the specification.</param>
/// <param name="Title">What happens, in a few words.</param>
/// <param name="ExpectedCode">The outcome of a correct automation; "Succeeded" where it gets by.</param>
/// <param name="ExpectedEffects">What a correct automation has changed at the end, by effect.</param>
internal sealed record Scenario(
    string Id,
    int Number,
    string Title,
    string ExpectedCode,
    IReadOnlyDictionary<string, int> ExpectedEffects,
    Action<ScenarioStage> Arrange);

/// <summary>What a recipe can set up. The world's gate is held.</summary>
internal sealed class ScenarioStage(SimWorld world, string id, JsonObject overrides)
{
    public SimWorld World { get; } = world;

    public Account Operator => World.Operator;

    public Workspace Workspace { get; } = world.Workspaces.First();

    public string OwnerEmail => Workspace.Members.First(m => m.Role == AccessLevel.Owner).Email;

    /// <summary>Somebody who is neither Owner nor the automation.</summary>
    public Member AnyMember => Workspace.Members.First(m => m.Role == AccessLevel.Member);

    public int Number(string field, int usual) => overrides[field] is JsonValue value && value.TryGetValue<int>(out var number) ? number : usual;

    public bool Flag(string field) => overrides[field] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    public void Options(Func<WorldOptions, WorldOptions> change) => World.Options = change(World.Options);

    public void Settings(Func<WorkspaceSettings, WorkspaceSettings> change) => Workspace.Settings = change(Workspace.Settings);

    /// <summary>Arms a fault; several of one scenario are told apart by what they match.</summary>
    public void Fault(FaultMatch match, FaultAction action)
    {
        var name = World.Faults.All.Any(f => f.Rule.Id == id) ? $"{id}.{World.Faults.All.Count + 1}" : id;
        World.Faults.Arm(new FaultRule { Id = name, Match = match, Do = action });
    }

    /// <summary>Every time on both calls that carry people.</summary>
    public void MutateBoth(RowMutation rows)
    {
        Fault(new FaultMatch { Call = "tkGetWorkspaceInfo", Times = 0 }, new FaultAction { Kind = "mutateRows", Rows = rows });
        Fault(new FaultMatch { Call = "simListMembers", List = "confirmed", Times = 0 }, new FaultAction { Kind = "mutateRows", Rows = rows });
    }

    /// <summary>Spreads the members over five pages, whatever their number.</summary>
    public void PageThrough() =>
        Settings(s => s with { ListMode = ListMode.Paged, PageSize = Math.Max(1, (Workspace.Members.Count + 4) / 5) });

    /// <summary>The automation's own free workspace, with a name that looks like the right one.</summary>
    public Workspace OwnWorkspace()
    {
        if (World.FindWorkspace("ws_02") is { } known) return known;
        var name = Workspace.Settings.Name.Replace(' ', '-');
        var own = new Workspace("ws_02", Plans.Apply(new WorkspaceSettings { Name = name, SeatsPaid = 1 }, "free"));
        var now = World.Clock.Now;
        own.Put(new Member(World.NextId("m"), World.OperatorEmail, "Hub Automation", AccessLevel.Owner, now, now, TwoFactor: true));
        World.Add(own);
        return own;
    }

    public void RevokeSessions() => World.Sessions.Revoke(World.OperatorEmail);

    public void Latency(string preset) => World.Latency = WorldFactory.FindPreset(preset);

    public string Text(string field, string usual) => overrides[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : usual;

}
