using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Control;
using Seatkeeper.AhrefsSimulator.Faulting;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.AhrefsSimulator.Refereeing;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Scenarios;

/// <summary>What a recipe can set up. The world's gate is held.</summary>
internal sealed class ScenarioStage(SimWorld world, Scenario scenario, JsonObject overrides)
{
    private static readonly Dictionary<string, string> IntentOf = new(StringComparer.Ordinal)
    {
        ["Invite"] = "invite",
        ["ChangeRole"] = "changeRole",
        ["Remove"] = "remove",
        ["ResendInvitation"] = "resend",
        ["CancelInvitation"] = "cancelInvite",
    };

    private readonly List<ScenarioWish> wishes = [];

    /// <summary>What the automation has to be asked for, in this order.</summary>
    public IReadOnlyList<ScenarioWish> Wishes => wishes;

    public SimWorld World { get; } = world;

    public Account Operator => World.Operator;

    public Workspace Workspace { get; } = world.Workspaces.First();

    public string OwnerEmail => Workspace.Members.First(m => m.Role == AccessLevel.Owner).Email;

    /// <summary>Somebody who is neither Owner nor the automation.</summary>
    public Member AnyMember => Workspace.Members.First(m => m.Role == AccessLevel.Member);

    /// <summary>Members who are neither Owner nor the automation, in the order of their ids.</summary>
    public IReadOnlyList<Member> Members => [.. Workspace.Members.Where(m => m.Role == AccessLevel.Member)];

    /// <summary>An Admin who is not the automation.</summary>
    public Member OtherAdmin => Workspace.Members.First(m => m.Role == AccessLevel.Admin && m.Email != World.OperatorEmail);

    public Invitation AnyInvitation => Workspace.ListedInvitations.First(i => i.Status == InvitationStatus.Pending);

    public int Number(string field, int usual) => overrides[field] is JsonValue value && value.TryGetValue<int>(out var number) ? number : usual;

    public bool Flag(string field) => overrides[field] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    public void Options(Func<WorldOptions, WorldOptions> change) => World.Options = change(World.Options);

    public void Settings(Func<WorkspaceSettings, WorkspaceSettings> change) => Workspace.Settings = change(Workspace.Settings);

    /// <summary>Arms a fault; several of one scenario are told apart by what they match.</summary>
    public void Fault(FaultMatch match, FaultAction action)
    {
        var name = World.Faults.All.Any(f => f.Rule.Id == scenario.Id) ? $"{scenario.Id}.{World.Faults.All.Count + 1}" : scenario.Id;
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

    /// <summary>
    /// Asks for something, and permits exactly that where it is to be done. A scenario of one wish expects of it what it expects as a whole.
    /// </summary>
    public void Ask(string action, string email, string? role = null, string? expects = null, bool permitted = true)
    {
        var code = expects ?? scenario.ExpectedCode;
        wishes.Add(new ScenarioWish(action, email, role, code));
        World.Intents.Strict = true;
        if (permitted) Permit(IntentOf[action], email, role);
    }

    /// <summary>What the referee lets pass, besides what was asked for.</summary>
    public void Permit(string kind, string email, string? role = null, int maxSeatCents = 0) =>
        World.Intents.Add(new Intent { Key = $"{kind} {email}", Kind = kind, WorkspaceId = Workspace.Id, Email = email.Trim(), Role = role, MaxSeatCents = maxSeatCents });

    public void Ui(Func<UiSwitches, UiSwitches> change) => World.Ui = change(World.Ui);

    /// <summary>So many seats that are paid for, beside those in use.</summary>
    public void FreeSeats(int free) => Settings(s => s with { SeatsPaid = Api.Seats.Used(Workspace) + free });

    public Member Join(string email, string name, AccessLevel role = AccessLevel.Member)
    {
        var now = World.Clock.Now;
        var member = new Member(World.NextId("m"), email, name, role, now, now, TwoFactor: true);
        Workspace.Put(member);
        return member;
    }

    public Member Rename(Member member, string name)
    {
        var renamed = member with { Name = name };
        Workspace.Put(renamed);
        return renamed;
    }

    public void Invite(string email, AccessLevel role = AccessLevel.Member)
    {
        var now = World.Clock.Now;
        var id = World.NextId("i");
        Workspace.Put(new Invitation(id, email, role, OwnerEmail, now, now, ExpiresAt: null, $"t-{id}", InvitationStatus.Pending));
    }

    /// <summary>Somebody else's hand, directly before the call that changes something reaches the site.</summary>
    public void BeforeSubmit(string call, PersonAct act, int nth = 1) => World.Acts.Add("beforeNextSubmit", () => PersonActs.Do(World, act), call, nth);

    /// <summary>Something that happens between a change and whatever is read next, by whomever.</summary>
    public void BetweenSubmitAndRead(string call, Action act, string read = "tkGetWorkspaceInfo") =>
        World.Acts.Add("beforeNextSubmit", () => World.Acts.Add("beforeNextRead", act, read), call);

    public PersonAct Owners(string action, string target, string? role = null) => new(OwnerEmail, action, target, role);
}
