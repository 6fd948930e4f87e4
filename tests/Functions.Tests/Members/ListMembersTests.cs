using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Members;

public sealed class ListMembersTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task Pages_hold_everybody_once_and_filters_find_what_they_say()
    {
        SnapshotMember[] people =
        [
            .. ScriptedSite.Crowd(25), ScriptedSite.Person("zoë.Ærø@example.com", AppRole.Guest), ScriptedSite.Person("invited@example.com", presence: Presence.Pending),
        ];
        var hub = await world.ConnectAsync(new ScriptedSite { People = people });

        var ids = new List<string>();
        string? next = "";
        while (next is not null)
        {
            var page = (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/members?limit=10{(next.Length == 0 ? "" : "&continuation=" + next)}")).Expect(HttpStatusCode.OK).As<ListResponse<MemberResponse>>();
            ids.AddRange(page.Items.Select(member => member.Id));
            next = page.Continuation;
        }

        Assert.Equal(29, ids.Count);
        Assert.Equal(29, ids.Distinct().Count());
        Assert.Equal("invited@example.com", Assert.Single(await FindAsync(hub, "presence=Pending")).Email);
        Assert.Equal("zoë.Ærø@example.com", Assert.Single(await FindAsync(hub, "appRole=Guest")).Email);
        Assert.Equal("zoë.Ærø@example.com", Assert.Single(await FindAsync(hub, "search=" + Uri.EscapeDataString("ZOË"))).Email);
        Assert.True(Assert.Single(await FindAsync(hub, "status=Onboarded")).IsAutomationAccount);
        Assert.Empty(await FindAsync(hub, "presence=Gone"));
        Assert.Equal("invalid", (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/members?status=Nonesuch")).Kind);
        Assert.Equal("invalid", (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/members?limit=0")).Kind);
    }

    [Fact]
    public async Task An_unmatched_member_comes_with_who_it_could_be()
    {
        var person = await world.PersonAsync(Domain.Access.WorkspaceRole.User, $"sam.smith{Guid.NewGuid():N}@example.com");
        var local = person.Person.Email.Split('@')[0];
        var hub = await world.ConnectAsync(new ScriptedSite { People = [ScriptedSite.Person($"{local}@other.example")] });
        var unmatched = Assert.Single(await FindAsync(hub, $"search={local}"));

        var shown = (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/members/{unmatched.Id}")).Expect(HttpStatusCode.OK).As<MemberResponse>();

        var suggestion = Assert.Single(shown.Suggestions ?? [], suggested => suggested.UserId == person.Person.Id);
        Assert.NotEmpty(suggestion.Reasons);

        // Whoever is matched to another member here cannot be it.
        hub.Site.People = [.. hub.Site.People, ScriptedSite.Person(person.Person.Email)];
        await hub.CheckAsync();
        var taken = (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/members/{unmatched.Id}")).Expect(HttpStatusCode.OK).As<MemberResponse>();
        Assert.DoesNotContain(taken.Suggestions ?? [], suggested => suggested.UserId == person.Person.Id);
        (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/members/nonesuch")).Expect(HttpStatusCode.NotFound);
    }

    private static async Task<IReadOnlyList<MemberResponse>> FindAsync(TestHub hub, string query) =>
        (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/members?{query}")).Expect(HttpStatusCode.OK).As<ListResponse<MemberResponse>>().Items;
}
