using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Matching;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Matching;

/// <summary>Only the access to the hub is taken, of members that are matched to nobody.</summary>
public sealed class SeatFollowingTests(HubWorld world) : IClassFixture<HubWorld>
{
    private static readonly DateOnly review = new(2031, 5, 1);
    private static readonly MemberDecision exemption = new(MemberStatus.Exempted, DecidedBy.Person, Reason: "The auditor", ReviewOn: review);

    [Fact]
    public async Task An_exemption_keeps_its_reason_and_review_and_a_member_of_nobody_is_not_exempted()
    {
        var hub = await ExemptedAsync();
        var body = await hub.RemovalAsync(ChangeWorld.Email(0), ChangeWorld.Email(1)) with { Scope = "hub" };

        var task = await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/removals", body)).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);

        var items = await hub.ItemsAsync(task.Id);
        Assert.Equal(FailureKind.ProtectedMember, items[ChangeWorld.Email(0)].Failure?.Kind);
        Assert.Equal(TaskItemStatus.Completed, items[ChangeWorld.Email(1)].Status);
        await AssertKeptAsync(hub);
        (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/removals", body with { MemberIds = [await hub.IdAsync(ChangeWorld.Email(0))] })).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
    }

    [Fact]
    public async Task Who_was_exempted_or_unmatched_after_the_plan_was_made_stays_that()
    {
        var hub = await ExemptedAsync();
        var (exempted, unmatched) = (await hub.IdAsync(ChangeWorld.Email(0)), await hub.IdAsync(ChangeWorld.Email(1)));
        var wish = new ChangeWish(ChangeAction.Remove, [WishedPerson.Of(exempted), WishedPerson.Of(unmatched)], Reason: ChangeWorld.Reason, HubOnly: true);
        var done = wish.People.Select(person => new PlannedChange(person.ItemId, ChangeAction.Remove, person.MemberId, null, HubOnly: true)).ToList();

        var failures = await world.App.Get<SeatFollowing>().FollowAsync(await hub.CheckAsync(), wish, done, HubWorld.Cancel);

        Assert.Equal((exempted, FailureKind.ProtectedMember), (Assert.Single(failures).Key, failures[exempted].Kind));
        await AssertKeptAsync(hub);
    }

    private static async Task AssertKeptAsync(TestHub hub)
    {
        Assert.Equal(exemption, (await hub.MemberAsync(ChangeWorld.Email(0))).Decision);
        Assert.Equal(MemberStatus.Unmatched, (await hub.MemberAsync(ChangeWorld.Email(1))).Decision.Status);
    }

    private async Task<TestHub> ExemptedAsync()
    {
        var hub = await world.HubOfAsync(3);
        (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members/{await hub.IdAsync(ChangeWorld.Email(0))}/exempt", new ExemptMemberRequest(exemption.Reason, review))).Expect(HttpStatusCode.OK);
        return hub;
    }
}
