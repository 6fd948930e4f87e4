using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Explaining;

public sealed class ExplainMemberTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task It_tells_why_somebody_has_a_seat_and_after_the_removal_who_took_it_why_and_where_that_is_pictured()
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubOfAsync(10, ScriptedSite.Person(person.Person.Email));
        var path = $"hubs/{hub.Id}/members/{await hub.IdAsync(person.Person.Email)}/explain";

        var has = (await hub.Owner.Caller.GetAsync(path)).Expect(HttpStatusCode.OK).As<ExplanationResponse>();
        Assert.Equal("Imported", Assert.Single(has.Reasons).Kind);
        Assert.StartsWith("Has a seat as Member.", has.Summary, StringComparison.Ordinal);
        Assert.Contains(has.History, happened => happened.Entry.Event == "memberAdded");

        // What a team did to the person's grants is told of them and not of a member.
        var left = new ActivityEntry("left", DateTimeOffset.UtcNow, "seatkeeper", "Seatkeeper", "teamLeftForGood", person.Person.Email, UserId: person.Person.Id);
        await world.App.Get<ActivityTable>().AppendAsync(hub.Id, left, HubWorld.Cancel);
        Assert.Contains((await hub.Owner.Caller.GetAsync(path)).As<ExplanationResponse>().History, happened => happened.Entry.Event == "teamLeftForGood");

        await hub.RemoveAsync(person.Person.Email);
        var lost = (await hub.Owner.Caller.GetAsync(path)).Expect(HttpStatusCode.OK).As<ExplanationResponse>();

        Assert.Equal((Presence.Gone, 0), (lost.Member.Presence, lost.Reasons.Count));
        Assert.StartsWith("Has no seat since", lost.Summary, StringComparison.Ordinal);
        var removed = lost.History.Single(happened => happened.Entry.Event == "memberRemoved");
        Assert.Equal((hub.Owner.Person.Id, ChangeWorld.Reason), (removed.Entry.ActorId, removed.Entry.After));
        Assert.Equal($"/api/v1/tasks/{removed.Entry.TaskId}", removed.TaskLink);
        Assert.Equal(2, removed.Evidence.Count);
        foreach (var shown in removed.Evidence)
            (await hub.Owner.Caller.GetAsync(shown["/api/v1/".Length..])).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task It_shows_what_an_invitation_looked_like_that_failed_before_another_one_was_sent()
    {
        var (hub, email) = (await world.HubOfAsync(1), $"{Guid.NewGuid():N}@example.com");
        hub.Site.Changes.Next(email, new Mishap(Before: new Failure(FailureKind.EffectNotApplied), IsShown: true));
        var failed = await hub.AddAsync(email);
        var sent = await hub.AddAsync(email);

        var history = (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/members/{await hub.IdAsync(email, Presence.Pending)}/explain")).Expect(HttpStatusCode.OK).As<ExplanationResponse>().History;

        var failure = Assert.Single(history, happened => happened.Entry.Event == "invitationFailed");
        Assert.Equal(failed.Id, failure.Entry.TaskId);
        (await hub.Owner.Caller.GetAsync(Assert.Single(failure.Evidence)["/api/v1/".Length..])).Expect(HttpStatusCode.OK);
        Assert.Equal(sent.Id, Assert.Single(history, happened => happened.Entry.Event == "invitationSent").Entry.TaskId);
    }

    [Fact]
    public async Task It_tells_who_gave_a_seat_to_a_person_of_the_hub_and_once_it_is_nobodys_who_took_it()
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubOfAsync(10, ScriptedSite.Person(person.Person.Email));
        var path = $"hubs/{hub.Id}/people/{person.Person.Id}";
        (await hub.Owner.Caller.PutAsync(path, new HubPersonRequest("Owner", Seat: true))).Expect(HttpStatusCode.OK);
        var given = Assert.Single(await HistoryAsync("hubRoleChanged"));

        (await hub.Owner.Caller.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
        var taken = Assert.Single(await HistoryAsync("hubAccessRemoved"));

        var id = await hub.IdAsync(person.Person.Email);
        Assert.All(new[] { given, taken }, entry => Assert.Equal((hub.Owner.Person.Id, id, person.Person.Id), (entry.ActorId, entry.MemberId, entry.UserId)));
        Assert.Equal(("Owner", "Owner"), (given.After, taken.Before));
        Assert.Single(await HistoryAsync("hubRoleChanged"));

        async Task<IReadOnlyList<ActivityResponse>> HistoryAsync(string happened) =>
            [.. (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/members/{await hub.IdAsync(person.Person.Email)}/explain")).Expect(HttpStatusCode.OK).As<ExplanationResponse>()
                .History.Select(one => one.Entry).Where(entry => entry.Event == happened)];
    }

    [Fact]
    public async Task It_tells_of_a_role_in_the_hub_that_somebody_had_before_they_had_a_seat()
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubOfAsync(10);
        (await hub.Owner.Caller.PutAsync($"hubs/{hub.Id}/people/{person.Person.Id}", new HubPersonRequest("Owner"))).Expect(HttpStatusCode.OK);
        hub.Site.People = [.. hub.Site.People, ScriptedSite.Person(person.Person.Email)];
        await hub.CheckAsync();

        var history = (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/members/{await hub.IdAsync(person.Person.Email)}/explain")).Expect(HttpStatusCode.OK).As<ExplanationResponse>().History;

        Assert.Single(history, happened => happened.Entry.Event == "hubRoleChanged");
    }

    [Fact]
    public async Task It_is_for_Owners_of_the_hub()
    {
        var hub = await world.HubOfAsync(1);
        var path = $"hubs/{hub.Id}/members/{await hub.IdAsync(ChangeWorld.Email(0))}/explain";

        Assert.Equal("Unmatched", Assert.Single((await hub.Owner.Caller.GetAsync(path)).As<ExplanationResponse>().Reasons).Kind);
        (await (await world.PersonAsync(WorkspaceRole.Admin)).Caller.GetAsync(path)).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/members/nobody/explain")).ExpectProblem(HttpStatusCode.NotFound, "notFound");
    }
}
