using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Changes;
using Seatkeeper.AhrefsSimulator.Faulting;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Control;

/// <summary>What other people do: in the workspace, with the links that were mailed, and at the challenge.</summary>
internal static class PeopleControl
{
    private sealed record Acceptance(string? AsEmail = null, string? Name = null);

    private sealed record AccountOf(string? Account = null);

    private sealed record OwnAccount(string Email, string Password, bool IsAutomation = false);

    private sealed record SessionFor(string Account, string? WorkspaceId = null);

    public static void Map(RouteGroupBuilder control, WorldStore store)
    {
        control.MapPost("/people/act", async (HttpContext http) =>
        {
            var act = await SimJson.Own.ReadAsync<PersonAct>(http);
            if (!PendingActs.Moments.Contains(act.When)) throw new BadControlRequestException("when", $"There is no moment '{act.When}'.");
            return ControlPlane.InWorld(http, store, world =>
            {
                PersonActs.Check(act);
                if (act.When == "now") PersonActs.Do(world, act);
                else world.Acts.Add(act.When, () => PersonActs.Do(world, act), act.Call, act.Nth);
            });
        });
        MapInvitations(control, store);
        control.MapPost("/challenge/solve", (HttpContext http) => ControlPlane.InWorld(http, store, world => world.ChallengeSolved = true));
        control.MapPost("/verification/confirm", (HttpContext http) => ControlPlane.InWorld(http, store, world =>
        {
            foreach (var half in world.Sessions.Halves) half.LinkConfirmed = true;
        }));
        control.MapPost("/accounts", async (HttpContext http) =>
        {
            var own = await SimJson.Own.ReadAsync<OwnAccount>(http);
            return ControlPlane.InWorld(http, store, world =>
            {
                world.Add(new Account(own.Email, own.Password));
                if (own.IsAutomation)
                    world.AddOperator(own.Email);
                world.Secrets.Add(("own password", own.Password));
            });
        });
        control.MapPost("/sessions/revoke", async (HttpContext http) =>
        {
            var of = await SimJson.Own.ReadAsync<AccountOf>(http);
            return ControlPlane.InWorld(http, store, world => world.Sessions.Revoke(of.Account ?? world.OperatorEmail));
        });
        control.MapPost("/sessions", async (HttpContext http) =>
        {
            var of = await SimJson.Own.ReadAsync<SessionFor>(http);
            var world = ControlPlane.World(http, store);
            lock (world.Gate)
            {
                var session = PersonActs.SignIn(world, of.Account, of.WorkspaceId);
                return SimJson.Own.Answer(new { cookie = Cookies.Session, value = session.Secret, id = session.Id }, 201);
            }
        });
    }

    private static void MapInvitations(RouteGroupBuilder control, WorldStore store)
    {
        control.MapPost("/invitations/{id}/accept", async (HttpContext http, string id) =>
        {
            var how = await SimJson.Own.ReadAsync<Acceptance>(http);
            return OnInvitation(http, store, id, (hand, invitation) => InvitationChanges.Accept(hand, invitation, how.AsEmail, how.Name));
        });
        control.MapPost("/invitations/{id}/expire", (HttpContext http, string id) => OnInvitation(http, store, id, InvitationChanges.Expire));
        control.MapGet("/mailbox", (HttpContext http, string? to) =>
        {
            var world = ControlPlane.World(http, store);
            lock (world.Gate)
                return SimJson.Own.Answer(world.Mailbox.Where(m => to is null || m.To.Equals(to, StringComparison.OrdinalIgnoreCase)).ToList());
        });
    }

    private static IResult OnInvitation(HttpContext http, WorldStore store, string id, Action<Hand, Invitation> change)
    {
        var world = ControlPlane.World(http, store);
        lock (world.Gate)
        {
            foreach (var workspace in world.Workspaces)
            {
                if (workspace.FindInvitation(id) is not { } invitation) continue;
                if (!invitation.IsListed) return Results.Conflict(new JsonObject { ["error"] = "The invitation is no longer pending." });
                change(Hand.Of(world, workspace, JournalActor.Person, invitation.Email), invitation);
                return Results.NoContent();
            }
        }

        return Results.NotFound();
    }
}
