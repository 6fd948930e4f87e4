using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Changing.ChangeWorld;

namespace Seatkeeper.Functions.Tests.Exempting;

public sealed class ExemptMemberTests(HubWorld world) : IClassFixture<HubWorld>
{
    private static readonly DateOnly tomorrow = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(1);

    [Fact]
    public async Task An_exemption_stays_through_checks_is_protected_and_can_be_undone()
    {
        var hub = await world.HubOfAsync(5);
        var path = $"hubs/{hub.Id}/members/{await hub.IdAsync(Email(1))}";

        var shown = (await hub.Owner.Caller.PostAsync(path + "/exempt", new ExemptMemberRequest(" Works for the auditor ", tomorrow))).Expect(HttpStatusCode.OK).As<MemberResponse>();
        hub.Site.People = [.. hub.Site.People.Select(person => person.Email == Email(1) ? person with { Name = "Other" } : person)];
        await hub.CheckAsync();
        await hub.CheckAsync();

        Assert.Equal((MemberStatus.Exempted, "Works for the auditor", tomorrow), (shown.Status, shown.ExemptReason, shown.ReviewOn));
        Assert.Equal(new MemberDecision(MemberStatus.Exempted, DecidedBy.Person, Reason: "Works for the auditor", ReviewOn: tomorrow), (await hub.MemberAsync(Email(1))).Decision);
        Assert.Equal(1, (await hub.RowAsync()).LastCheck?.Counts.Exempted);
        (await hub.Owner.Caller.DeleteAsync(path)).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        (await hub.Owner.Caller.PostAsync(path + "/match", new MatchMemberRequest(hub.Owner.Person.Id, "Owner"))).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");

        var undone = (await hub.Owner.Caller.DeleteAsync(path + "/exempt")).Expect(HttpStatusCode.OK).As<MemberResponse>();
        Assert.Equal((MemberStatus.Unmatched, null, null), (undone.Status, undone.ExemptReason, undone.ReviewOn));
        Assert.Equal(["memberExempted", "exemptionEnded"], (await hub.ActivityAsync()).Select(entry => entry.Entry).Where(entry => entry.MemberId == undone.Id && entry.Event.Contains("xempt", StringComparison.Ordinal)).Select(entry => entry.Event).Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public async Task Whoever_is_matched_is_so_no_more_once_the_member_is_exempted()
    {
        var known = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubOfAsync(3, ScriptedSite.Person(known.Person.Email));

        var shown = (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members/{await hub.IdAsync(known.Person.Email)}/exempt", new ExemptMemberRequest("Shared mailbox"))).Expect(HttpStatusCode.OK).As<MemberResponse>();

        Assert.Null(shown.UserId);
        Assert.Empty((await world.App.Get<GrantsTable>().LoadAsync(hub.Id, HubWorld.Cancel)).Of(known.Person.Id));
        Assert.Null(await world.App.Get<HubPeopleTable>().FindRoleAsync(hub.Id, known.Person.Id, HubWorld.Cancel));
        Assert.Equal(known.Person.Id, Assert.Single(await hub.ActivityAsync(), entry => entry.Entry.Event == "memberExempted").Entry.UserId);
    }

    [Fact]
    public async Task An_exemption_needs_a_reason_a_day_to_come_and_the_version_that_was_seen()
    {
        var hub = await world.HubOfAsync(3);
        var path = $"hubs/{hub.Id}/members/{await hub.IdAsync(Email(1))}";

        (await hub.Owner.Caller.PostAsync(path + "/exempt", new ExemptMemberRequest("no", tomorrow.AddDays(-2)))).ExpectInvalid("reason", "reviewOn");
        (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members/{await hub.IdAsync(hub.Site.OperatorEmail)}/exempt", new ExemptMemberRequest("The bot"))).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members/nonesuch/exempt", new ExemptMemberRequest("Nobody"))).Expect(HttpStatusCode.NotFound);
        var seen = (await hub.Owner.Caller.GetAsync(path)).Expect(HttpStatusCode.OK).ETag ?? "";
        var written = (await hub.Owner.Caller.PostAsync(path + "/exempt", new ExemptMemberRequest("For now"))).Expect(HttpStatusCode.OK);
        Assert.NotEqual(seen, written.ETag);
        (await hub.Owner.Caller.SendAsync(HttpMethod.Delete, path + "/exempt", null, ("If-Match", seen))).Expect(HttpStatusCode.PreconditionFailed);
        (await hub.Owner.Caller.SendAsync(HttpMethod.Delete, path + "/exempt", null, ("If-Match", written.ETag ?? ""))).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("\"Status\":\"Exempted\"", true)]
    [InlineData("\"Status\":\"Exempted\"", false)]
    [InlineData("memberExempted\"", true)]
    public async Task Cut_short_after_the_decision_its_consequences_follow_with_the_next_call_or_check(string broken, bool byCall)
    {
        var known = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubOfAsync(3, ScriptedSite.Person(known.Person.Email));
        var path = $"hubs/{hub.Id}/members/{await hub.IdAsync(known.Person.Email)}/exempt";
        world.Faults.Break(broken, 1, whenDone: true);

        Assert.True((await hub.Owner.Caller.PostAsync(path, new ExemptMemberRequest("Shared mailbox"))).Status >= HttpStatusCode.InternalServerError);
        Assert.True(world.Faults.Happened);
        if (byCall)
            (await hub.Owner.Caller.PostAsync(path, new ExemptMemberRequest("Shared mailbox"))).Expect(HttpStatusCode.OK);
        else
            await hub.CheckAsync();

        Assert.Equal(MemberStatus.Exempted, (await hub.MemberAsync(known.Person.Email)).Decision.Status);
        Assert.Empty((await world.App.Get<GrantsTable>().LoadAsync(hub.Id, HubWorld.Cancel)).Of(known.Person.Id));
        Assert.Null(await world.App.Get<HubPeopleTable>().FindRoleAsync(hub.Id, known.Person.Id, HubWorld.Cancel));
        Assert.Equal(known.Person.Id, Assert.Single(await hub.ActivityAsync(), entry => entry.Entry.Event == "memberExempted").Entry.UserId);
    }
}
