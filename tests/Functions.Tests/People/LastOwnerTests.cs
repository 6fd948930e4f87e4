using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.People;

/// <summary>A hub always keeps an Owner who is in the workspace and no guest.</summary>
public sealed class LastOwnerTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task Nobody_takes_the_last_owner_away_and_who_left_or_became_a_guest_keeps_no_hub_owned()
    {
        var (ann, seated) = (await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.User));
        var hub = await world.HubWithAsync(seated);
        await hub.OwnAsync(seated);
        await hub.OwnAsync(ann);

        await world.ChangeAsync(ann, person => person with { Role = WorkspaceRole.GuestUser });
        await world.ChangeAsync(seated, person => person with { Active = false });
        (await hub.Owner.Caller.DeleteAsync(hub.Path(hub.Owner))).ExpectProblem(HttpStatusCode.Conflict, "lastOwner");
        Assert.Equal([false, false], (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/people")).As<ListResponse<HubPersonResponse>>().Items
            .Where(person => person.UserId != hub.Owner.Person.Id).Select(person => person.InForce));

        // Whose role is worth nothing is taken away, whoever is left.
        (await hub.Owner.Caller.DeleteAsync(hub.Path(seated))).Expect(HttpStatusCode.NoContent);
        await world.ChangeAsync(ann, person => person with { Role = WorkspaceRole.User });
        (await hub.Owner.Caller.DeleteAsync(hub.Path(hub.Owner))).Expect(HttpStatusCode.NoContent);
        Assert.Equal([ann.Person.Id], await hub.OwnersAsync());
        (await ann.Caller.DeleteAsync(hub.Path(ann))).ExpectProblem(HttpStatusCode.Conflict, "lastOwner");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_owners_who_take_each_other_away_at_the_same_moment_one_stays(bool oneLeavesTheWorkspace)
    {
        for (var round = 0; round < 4; round++)
        {
            var ann = await world.PersonAsync(WorkspaceRole.User);
            var hub = await world.ConnectAsync();
            await hub.OwnAsync(ann);

            var first = oneLeavesTheWorkspace
                ? world.App.Owner.DeleteAsync($"directory/users/{hub.Owner.Person.Id}")
                : hub.Owner.Caller.DeleteAsync(hub.Path(hub.Owner));
            var answers = await Task.WhenAll(first, ann.Caller.DeleteAsync(hub.Path(ann)));

            Assert.Single(answers, answer => (int)answer.Status < 300);
            Assert.Single(answers, answer => answer.Kind == "lastOwner");
            var owners = (await world.App.Owner.GetAsync($"hubs/{hub.Id}/people?hubRole=Owner")).Expect(HttpStatusCode.OK).As<ListResponse<HubPersonResponse>>().Items;
            Assert.Single(owners, owner => owner.InForce);
        }
    }

    [Fact]
    public async Task Who_is_made_owner_while_they_leave_the_workspace_does_not_keep_the_hub_owned()
    {
        var (hub, leaver) = (await world.ConnectAsync(), await world.PersonAsync(WorkspaceRole.User));
        // Up to the write that they have left: all their hubs were looked at, and this one was not among them.
        world.Faults.Break("\"Active\":false", 1);
        Assert.InRange((int)(await world.App.Owner.DeleteAsync($"directory/users/{leaver.Person.Id}")).Status, 500, 599);
        Assert.True(world.Faults.Happened);

        await hub.OwnAsync(leaver);

        (await hub.Owner.Caller.DeleteAsync(hub.Path(hub.Owner))).ExpectProblem(HttpStatusCode.Conflict, "lastOwner");
        (await world.App.Owner.DeleteAsync($"directory/users/{leaver.Person.Id}")).Expect(HttpStatusCode.NoContent);
        (await hub.Owner.Caller.DeleteAsync(hub.Path(hub.Owner))).ExpectProblem(HttpStatusCode.Conflict, "lastOwner");
    }

    [Fact]
    public async Task An_import_makes_no_guests_of_all_who_keep_a_hub_owned()
    {
        var (hub, ann) = (await world.ConnectAsync(), await world.PersonAsync(WorkspaceRole.User));
        await hub.OwnAsync(ann);

        (await GuestsAsync(hub.Owner, ann)).ExpectInvalid("line 1", "line 2");
        (await GuestsAsync(ann)).Expect(HttpStatusCode.OK);
        var refused = await GuestsAsync(hub.Owner);

        refused.ExpectInvalid("line 1");
        Assert.Contains(hub.Id, refused.Text, StringComparison.Ordinal);
        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}", new { label = "Kept" })).Expect(HttpStatusCode.OK);
    }

    private Task<ApiAnswer> GuestsAsync(params TestPerson[] people) => world.App.Owner.PostTextAsync(
        "directory/users/import",
        string.Join('\n', people.Select(person => $$"""{"id":"{{person.Person.Id}}","email":"{{person.Person.Email}}","role":"GuestUser"}""")),
        "application/x-ndjson");

    [Fact]
    public async Task Owner_and_superadmin_of_the_workspace_take_a_hub_over_with_a_reason_that_its_owners_read()
    {
        var hub = await world.ConnectAsync();
        var (superAdmin, admin) = (await world.PersonAsync(WorkspaceRole.SuperAdmin), await world.PersonAsync(WorkspaceRole.Admin));
        var path = $"hubs/{hub.Id}/takeover";

        (await admin.Caller.PostAsync(path, new TakeOverRequest("They are away"))).Expect(HttpStatusCode.NotFound);
        (await hub.Owner.Caller.PostAsync(path, new TakeOverRequest("They are away"))).Expect(HttpStatusCode.Forbidden);
        (await superAdmin.Caller.PostAsync(path, new TakeOverRequest("no"))).ExpectInvalid("reason");
        (await superAdmin.Caller.PatchAsync($"hubs/{hub.Id}", new { label = "Mine" })).Expect(HttpStatusCode.Forbidden);

        var taken = (await superAdmin.Caller.PostAsync(path, new TakeOverRequest(" They are away "))).Expect(HttpStatusCode.OK).As<HubPersonResponse>();
        (await superAdmin.Caller.PostAsync(path, new TakeOverRequest("Once more"))).Expect(HttpStatusCode.OK);

        Assert.Equal((HubRole.Owner, superAdmin.Person.Id), (taken.HubRole, taken.UserId));
        (await superAdmin.Caller.PatchAsync($"hubs/{hub.Id}", new { label = "Ours" })).Expect(HttpStatusCode.OK);
        Assert.Equal(new[] { hub.Owner.Person.Id, superAdmin.Person.Id }.Order(StringComparer.Ordinal), await hub.OwnersAsync());
        var told = await hub.ToldAsync("hubTakenOver");
        Assert.Equal(new[] { hub.Owner.Person.Id, superAdmin.Person.Id }.Order(StringComparer.Ordinal), told.Select(entry => entry.UserId ?? "").Order(StringComparer.Ordinal));
        Assert.All(told, entry => Assert.Equal((null, "Owner: They are away"), (entry.Before, entry.After)));
        Assert.Contains("They are away", (await hub.Owner.Caller.GetAsync($"activity?userId={hub.Owner.Person.Id}")).Text, StringComparison.Ordinal);
    }
}
