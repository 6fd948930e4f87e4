using Seatkeeper.AhrefsSimulator.Changes;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Control;

/// <summary>Somebody else's hand, now or at a moment that the automation will reach.</summary>
/// <param name="Actor">Whose hand.</param>
/// <param name="Action">What is done.</param>
/// <param name="Target">To whom, or to what.</param>
/// <param name="Role">For what needs one.</param>
/// <param name="WorkspaceId">Where; the first workspace if not named.</param>
/// <param name="When">The moment.</param>
/// <param name="Call">The call whose moment is meant; any if not named.</param>
/// <param name="Nth">Which of those calls, from 1.</param>
internal sealed record PersonAct(
    string Actor,
    string Action,
    string? Target = null,
    string? Role = null,
    string? WorkspaceId = null,
    string When = "now",
    string? Call = null,
    int Nth = 1);

/// <summary>Does what a person does. Runs with the world's gate held.</summary>
internal static class PersonActs
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "remove", "changeRole", "invite", "cancelInvite", "acceptInvitation", "switchWorkspace", "signIn", "setLanguage",
    };

    public static void Check(PersonAct act)
    {
        if (!Known.Contains(act.Action)) throw new BadControlRequestException("action", $"There is no action '{act.Action}'.");
        if (act.Role is not null && !Enum.TryParse<AccessLevel>(act.Role, out _)) throw new BadControlRequestException("role", $"There is no role '{act.Role}'.");
    }

    public static void Do(SimWorld world, PersonAct act)
    {
        var workspace = world.FindWorkspace(act.WorkspaceId) ?? world.Workspaces.First();
        var hand = Hand.Of(world, workspace, JournalActor.Person, act.Actor);
        switch (act.Action)
        {
            case "remove" when workspace.FindMemberByEmail(act.Target ?? "") is { } member:
                MemberChanges.Remove(hand, member);
                break;
            case "changeRole" when workspace.FindMemberByEmail(act.Target ?? "") is { } member:
                MemberChanges.ChangeRole(hand, member, RoleOf(act));
                break;
            case "invite" when act.Target is { } email:
                SeatChanges.MakeRoom(hand, 1, chargeConfirmed: true);
                InvitationChanges.Create(hand, email, RoleOf(act));
                break;
            case "cancelInvite" when workspace.FindListedInvitation(act.Target ?? "") is { } invitation:
                InvitationChanges.Cancel(hand, invitation);
                break;
            case "acceptInvitation" when workspace.FindListedInvitation(act.Target ?? act.Actor) is { Status: InvitationStatus.Pending } invitation:
                InvitationChanges.Accept(hand, invitation, asEmail: null, name: null);
                break;
            case "switchWorkspace":
                Switch(world, hand, act.Actor, act.Target ?? workspace.Id);
                break;
            case "signIn":
                SignIn(world, act.Actor, act.WorkspaceId);
                break;
            case "setLanguage":
                AccountOf(world, act.Actor).UiLocale = act.Target ?? "en";
                hand.Effect("languageChanged", act.Actor, before: null, new { language = act.Target ?? "en" });
                break;
        }
    }

    /// <summary>A session as a sign-in elsewhere would open it, with what that does to other sessions.</summary>
    public static Session SignIn(SimWorld world, string email, string? workspaceId)
    {
        var account = AccountOf(world, email);
        return world.Sessions.Open(account, world.Clock.Now, "elsewhere", workspaceId ?? account.LastWorkspaceId);
    }

    /// <summary>The account of that address; a person who never signed in gets one now.</summary>
    public static Account AccountOf(SimWorld world, string email)
    {
        if (world.FindAccount(email) is { } known) return known;
        var account = new Account(email, $"pw-of-{email}") { LastWorkspaceId = world.WorkspacesOf(email).FirstOrDefault()?.Id };
        world.Add(account);
        return account;
    }

    /// <summary>In another tab of the same account, so that every session of it follows.</summary>
    private static void Switch(SimWorld world, Hand hand, string email, string workspaceId)
    {
        AccountOf(world, email).LastWorkspaceId = workspaceId;
        foreach (var session in world.Sessions.All.Where(s => s.AccountEmail.Equals(email, StringComparison.OrdinalIgnoreCase))) session.WorkspaceId = workspaceId;
        hand.Effect("workspaceSwitched", workspaceId, before: null, after: null);
    }

    private static AccessLevel RoleOf(PersonAct act) => Enum.TryParse<AccessLevel>(act.Role, out var role) ? role : AccessLevel.Member;
}
