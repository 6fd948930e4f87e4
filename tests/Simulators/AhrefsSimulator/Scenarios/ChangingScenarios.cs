using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Changes;
using Seatkeeper.AhrefsSimulator.Control;
using Seatkeeper.AhrefsSimulator.Faulting;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;
using static Seatkeeper.AhrefsSimulator.Scenarios.ScenarioCatalog;

namespace Seatkeeper.AhrefsSimulator.Scenarios;

/// <summary>Section 4 E: changing and removing.</summary>
internal static class ChangingScenarios
{
    private const string Call = "simRemoveMember";
    private const string Gone = "memberRemoved";

    public static readonly IReadOnlyList<Scenario> All =
    [
        Asks(83, "owner", "The person is the Owner", "ProtectedMember", "", s => Refused(s, "Remove", s.OwnerEmail)),
        Asks(84, "self", "The person is the automation itself, in other letters", "ProtectedMember", "", s => Refused(s, "Remove", s.World.OperatorEmail.ToUpperInvariant())),
        Asks(85, "lastAdmin", "Nobody else would be Admin", "ProtectedMember", "", s => Refused(s, "Remove", s.OtherAdmin.Email)) with { Level = "deployment", How = "Ask without the allowance for it." },
        Asks(86, "removedMeanwhile", "Somebody else removes the person first", "NoChangeNeeded", "", RemovedMeanwhile),
        Asks(87, "readdedMeanwhile", "Somebody invites the person anew before the removal is read back", "EffectDiverged", Gone, s => Readded(s, joins: false)),
        Asks(87, "rejoinedMeanwhile", "The person is invited anew and joins before the removal is read back", "EffectDiverged", Gone, s => Readded(s, joins: true)),
        Asks(88, "roleChangedMeanwhile", "Somebody else changes the role first", "ConcurrentChange", "", RoleChanged),
        Asks(89, "pendingNotConfirmed", "The person to remove is only invited", "Succeeded", "invitationCancelled", PendingOnly),
        Asks(90, "bothLists", "The person is a member, and invited too", "Succeeded", "memberRemoved invitationCancelled", BothLists),
        Asks(91, "cancelCancel", "Two buttons are about cancelling", "Succeeded", "invitationCancelled", s => s.Ask("CancelInvitation", s.AnyInvitation.Email)),
        Asks(92, "removeNotApplied500", "The site fails and removes nobody", "Succeeded", Gone, s => RemoveSomebody(s, Fails(applied: false))),
        Asks(93, "removeApplied500", "The site fails and has removed the person", "Succeeded", Gone, s => RemoveSomebody(s, Fails(applied: true))),
        Asks(94, "removeTimeoutThenGone", "The removal gets no answer, and then the session is dead", "Succeeded", Gone, NoAnswerNoSession),
        Asks(95, "wrongRowMenu", "The dialog is about somebody else", "SafetyStop", "", WrongRow),
        Asks(96, "sidePanelStale", "The panel of details still shows somebody else", "Succeeded", Gone,
            s => Looks(s, "H", u => u with { PanelShows = s.OtherAdmin.Email }, v => v.Ask("Remove", v.AnyMember.Email))),
        Asks(97, "sameName", "Three people have one name", "Succeeded", Gone, SameName),
        Asks(98, "nameIsEmail", "Somebody's name is the person's address", "Succeeded", Gone, NameIsEmail),
        Asks(99, "bulkSelection", "Others are ticked already", "Succeeded", Gone,
            s => Looks(s, "G", u => u with { Ticked = [s.OtherAdmin.Email, s.Members[1].Email] }, v => v.Ask("Remove", v.AnyMember.Email))),
        Asks(100, "inlineSelectSlip", "A role is saved as soon as it is chosen", "Succeeded", "roleChanged", s => Looks(s, "F", u => u, v => v.Ask("ChangeRole", v.AnyMember.Email, "Guest"))),
        Asks(101, "typedConfirmation", "The address has to be typed before somebody goes", "Succeeded", Gone, s => Looks(s, "E", u => u, v => v.Ask("Remove", v.AnyMember.Email))),
        Asks(102, "roleToOwner", "The wished role is Owner", "RoleNotAvailable", "", s => Refused(s, "ChangeRole", s.AnyMember.Email, "Owner")),
        Asks(103, "confirmTextChanged", "The dialog asks for something more", "SafetyStop", "", s => { s.Ui(u => u with { MoreConsequences = true }); Refused(s, "Remove", s.AnyMember.Email); }),
        Asks(104, "massRemovalGuard", "Half of all members are to go", "WaitingForApproval", "", MassRemoval)
            with { Level = "deployment", How = "The task waits for a person (GuardTripped), and nothing is sent until they decide." },
        Asks(105, "twoTabs", "Two tasks change the same workspace at once", "Succeeded", "memberRemoved roleChanged", TwoTabs)
            with { Level = "deployment", How = "Ask for both at the same time, each as a task of its own." },
        Asks(106, "cancelDuringSubmit", "The caller cancels after the click", "Cancelled", Gone, s => RemoveSomebody(s, new FaultAction { Kind = "stall" }))
            with { Level = "deployment", How = "Cancel the task once the fault has fired, then release the fault. The item tells the true effect." },
    ];

    private static FaultAction Fails(bool applied) => new() { Kind = "respond", Status = 500, Body = new JsonArray("Error", "Internal"), ApplyEffect = applied };

    /// <summary>Asked for, and not to be sent.</summary>
    private static void Refused(ScenarioStage stage, string action, string email, string? role = null) => stage.Ask(action, email, role, permitted: false);

    private static void Looks(ScenarioStage stage, string variant, Func<Worlds.UiSwitches, Worlds.UiSwitches> ui, Action<ScenarioStage> ask)
    {
        stage.Settings(w => w with { Variant = variant });
        stage.Ui(ui);
        ask(stage);
    }

    private static void RemoveSomebody(ScenarioStage stage, FaultAction action)
    {
        stage.Fault(new FaultMatch { Call = Call }, action);
        stage.Ask("Remove", stage.AnyMember.Email);
    }

    private static void RemovedMeanwhile(ScenarioStage stage)
    {
        var target = stage.AnyMember.Email;
        stage.BeforeSubmit(Call, stage.Owners("remove", target));
        Refused(stage, "Remove", target);
    }

    private static void Readded(ScenarioStage stage, bool joins)
    {
        var target = stage.AnyMember.Email;
        stage.Ask("Remove", target);
        stage.BetweenSubmitAndRead(Call, () =>
        {
            PersonActs.Do(stage.World, stage.Owners("invite", target, "Member"));
            if (joins && stage.Workspace.FindListedInvitation(target) is { } invitation)
                InvitationChanges.Accept(Hand.Of(stage.World, stage.Workspace, JournalActor.Person, target), invitation, asEmail: null, name: null);
        });
    }

    private static void RoleChanged(ScenarioStage stage)
    {
        var target = stage.AnyMember.Email;
        stage.BeforeSubmit("simChangeRole", stage.Owners("changeRole", target, "Guest"));
        Refused(stage, "ChangeRole", target, "Admin");
    }

    private static void PendingOnly(ScenarioStage stage)
    {
        var target = stage.AnyInvitation.Email;
        Refused(stage, "Remove", target);
        stage.Permit("cancelInvite", target);
    }

    private static void BothLists(ScenarioStage stage)
    {
        var target = stage.AnyMember.Email;
        stage.Invite(target);
        stage.Ask("Remove", target);
        stage.Permit("cancelInvite", target);
    }

    private static void NoAnswerNoSession(ScenarioStage stage)
    {
        stage.BetweenSubmitAndRead(Call, stage.RevokeSessions, read: "simShell");
        RemoveSomebody(stage, new FaultAction { Kind = "stall", ApplyEffect = true });
    }

    private static void WrongRow(ScenarioStage stage)
    {
        stage.Ui(u => u with { DialogNames = stage.OtherAdmin.Email });
        Refused(stage, "Remove", stage.AnyMember.Email);
    }

    private static void SameName(ScenarioStage stage)
    {
        stage.Rename(stage.AnyMember, "Maria Silva");
        var target = stage.Join("maria.two@corp.test", "Maria Silva");
        stage.Join("maria.three@corp.test", "Maria Silva");
        stage.Ask("Remove", target.Email);
    }

    /// <summary>Both are found by a search for the address.</summary>
    private static void NameIsEmail(ScenarioStage stage)
    {
        var target = stage.Members[1];
        stage.Rename(stage.Members[0], target.Email);
        stage.PageThrough();
        stage.Ask("Remove", target.Email);
    }

    private static void MassRemoval(ScenarioStage stage)
    {
        foreach (var member in stage.Members.Take(Math.Max(6, stage.Workspace.Members.Count / 2))) Refused(stage, "Remove", member.Email);
    }

    private static void TwoTabs(ScenarioStage stage)
    {
        stage.Ask("Remove", stage.Members[0].Email);
        stage.Ask("ChangeRole", stage.Members[1].Email, "Admin");
    }
}
