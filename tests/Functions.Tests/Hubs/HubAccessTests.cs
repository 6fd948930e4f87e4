using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Hubs;

public sealed class HubAccessTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task Everybody_sees_of_a_hub_what_their_role_allows()
    {
        var site = new ScriptedSite();
        var collaborator = await world.PersonAsync(WorkspaceRole.User);
        site.People = [ScriptedSite.Person(collaborator.Person.Email)];
        var hub = await world.ConnectAsync(site);
        var stranger = await world.PersonAsync(WorkspaceRole.Admin);
        var superAdmin = await world.PersonAsync(WorkspaceRole.SuperAdmin);
        string[] reads = [$"hubs/{hub.Id}/members", $"hubs/{hub.Id}/updates/latest"];

        var name = (await collaborator.Caller.GetAsync($"hubs/{hub.Id}")).Expect(HttpStatusCode.OK).As<HubResponse>();
        Assert.Equal((hub.Id, "Marketing", HubRole.Collaborator, null, null), (name.Id, name.Label, name.MyRole, name.Identifier, name.AutomationAccountId));
        Assert.Equal(hub.Id, Assert.Single((await collaborator.Caller.GetAsync("hubs")).As<ListResponse<HubResponse>>().Items).Id);
        Assert.Empty((await stranger.Caller.GetAsync("hubs")).As<ListResponse<HubResponse>>().Items);
        foreach (var path in reads)
        {
            (await hub.Owner.Caller.GetAsync(path)).Expect(HttpStatusCode.OK);
            (await superAdmin.Caller.GetAsync(path)).Expect(HttpStatusCode.OK);
            (await collaborator.Caller.GetAsync(path)).Expect(HttpStatusCode.Forbidden);
            (await stranger.Caller.GetAsync(path)).Expect(HttpStatusCode.NotFound);
        }

        foreach (var caller in new[] { superAdmin.Caller, collaborator.Caller })
        {
            (await caller.PatchAsync($"hubs/{hub.Id}", new { label = "Mine" })).Expect(HttpStatusCode.Forbidden);
            (await caller.PostAsync($"hubs/{hub.Id}/updates", new { })).Expect(HttpStatusCode.Forbidden);
            (await caller.PostAsync($"hubs/{hub.Id}/retry", new { })).Expect(HttpStatusCode.Forbidden);
        }

        (await stranger.Caller.PostAsync($"hubs/{hub.Id}/updates", new { })).Expect(HttpStatusCode.NotFound);
        (await hub.Owner.Caller.GetAsync("hubs/no%5Csuch")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_left_the_app_is_no_collaborator_any_more()
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.ConnectAsync(new ScriptedSite { People = [ScriptedSite.Person(person.Person.Email)] });
        (await person.Caller.GetAsync($"hubs/{hub.Id}")).Expect(HttpStatusCode.OK);

        hub.Site.People = [];
        await hub.CheckAsync();

        (await person.Caller.GetAsync($"hubs/{hub.Id}")).Expect(HttpStatusCode.NotFound);
        Assert.Equal(HubRole.Owner, await world.App.Get<HubPeopleTable>().FindRoleAsync(hub.Id, hub.Owner.Person.Id, HubWorld.Cancel));
    }
}
