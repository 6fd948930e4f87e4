using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Changing.ChangeWorld;

namespace Seatkeeper.Functions.Tests.Changing;

/// <summary>What is refused before anything is done, and what a dry run tells.</summary>
public sealed class ChangeRefusalTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task A_dry_run_tells_the_plan_and_starts_nothing()
    {
        var hub = await world.HubOfAsync(10);
        var body = await hub.RemovalAsync([.. Enumerable.Range(0, 7).Select(Email), hub.Site.OperatorEmail]);

        var plan = (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/removals?dryRun=true", body)).Expect(HttpStatusCode.OK).As<ChangePlanResponse>();

        Assert.Equal((7, 1), (plan.Items.Count(item => item.Outcome == PlannedOutcome.Change), plan.Items.Count(item => item.Refused == FailureKind.ProtectedMember)));
        Assert.Equal((true, 7), (plan.Guard.NeedsApproval, plan.Guard.Losses));
        Assert.DoesNotContain((await hub.Owner.Caller.GetAsync($"tasks?hubId={hub.Id}")).As<ListResponse<TaskResponse>>().Items, task => task.Type == AutomatedTaskType.RemoveMembers);
        Assert.Empty(hub.Site.Changes.Batches);
    }

    [Fact]
    public async Task A_dry_run_of_invitations_tells_the_seats()
    {
        var hub = await world.ConnectAsync(new ScriptedSite { People = ScriptedSite.Crowd(2), Seats = new SeatCount(0, 5, null) });
        var body = new AddMembersRequest([new PersonToAdd(Email: "a@example.com"), new PersonToAdd(Email: "b@example.com")]);

        var plan = (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members?dryRun=true", body)).Expect(HttpStatusCode.OK).As<ChangePlanResponse>();

        Assert.Equal(new SeatNeedResponse(2, 1, 5, null, ToBuy: 1, Cost: null, Currency: null, "the hub has no permission to spend"), plan.Seats);
        Assert.All(plan.Items, item => Assert.Equal(FailureKind.SeatPurchaseNeedsApproval, item.Refused));
        Assert.Contains("SeatPurchaseNeedsApproval", (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members", body)).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whom_a_rule_protects_is_never_sent_to_the_app()
    {
        var hub = await world.HubOfAsync(10, ScriptedSite.Person("late@example.com", presence: Presence.Pending));
        var kept = await hub.IdAsync(Email(5));
        await ExemptAsync(hub, kept);

        await ConflictAsync(hub, await hub.IdAsync("the.owner@example.com"), "ProtectedMember");
        await ConflictAsync(hub, await hub.IdAsync(hub.Site.OperatorEmail), "ProtectedMember");
        await ConflictAsync(hub, kept, "ProtectedMember");
        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}/members/{await hub.IdAsync(Email(1))}", new UpdateRoleRequest("Owner"))).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}/members/{await hub.IdAsync("late@example.com", Presence.Pending)}", new UpdateRoleRequest("Admin"))).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");

        var task = await hub.RemoveAsync(Email(1), Email(5));
        Assert.Equal((AutomatedTaskStatus.CompletedWithErrors, 1, 1), (task.Status, task.ItemsDone, task.ItemsFailed));
        Assert.Equal(Email(1), Assert.Single(hub.Site.Changes.Sent).Email);
    }

    [Fact]
    public async Task Bad_input_names_the_field_and_the_rule()
    {
        var hub = await world.HubOfAsync(3);
        var good = await hub.RemovalAsync(Email(1));
        var one = good.MemberIds![0];

        await RemovalInvalidAsync(hub, good with { MemberIds = [] }, "memberIds");
        await RemovalInvalidAsync(hub, good with { MemberIds = [one, one] }, "memberIds[1]");
        await RemovalInvalidAsync(hub, good with { MemberIds = ["0123456789abcdef", one] }, "memberIds[0]");
        await RemovalInvalidAsync(hub, good with { MemberIds = [.. Enumerable.Range(0, 501).Select(number => $"m{number}")] }, "memberIds");
        await RemovalInvalidAsync(hub, good with { Reason = null }, "reason");
        await RemovalInvalidAsync(hub, good with { Reason = " a " }, "reason");
        await RemovalInvalidAsync(hub, good with { Scope = "all" }, "scope");
        await RemovalInvalidAsync(hub, good with { Allow = ["everything"] }, "allow");
        (await hub.Owner.Caller.PostTextAsync($"hubs/{hub.Id}/removals", """{"members":[]}""")).ExpectInvalid("members");
        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}/members/{one}", new UpdateRoleRequest("Emperor"))).ExpectInvalid("appRole");
        (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/removals?dryRun=perhaps", good)).ExpectInvalid("dryRun");
        await AddInvalidAsync(hub, "people[0].email", new PersonToAdd(Email: "nobody"));
        await AddInvalidAsync(hub, "people[0].userId", new PersonToAdd("nobody"));
        await AddInvalidAsync(hub, "people[0]", new PersonToAdd("u", "a@example.com"));
        await AddInvalidAsync(hub, "people[1]", new PersonToAdd(Email: "a@example.com"), new PersonToAdd(Email: "A@example.com"));
    }

    [Fact]
    public async Task Only_Owners_of_the_hub_change_its_members()
    {
        var hub = await world.HubOfAsync(3);
        var removal = await hub.RemovalAsync(Email(1));

        (await (await world.PersonAsync(WorkspaceRole.User)).Caller.PostAsync($"hubs/{hub.Id}/removals", removal)).Expect(HttpStatusCode.NotFound);
        (await (await world.PersonAsync(WorkspaceRole.SuperAdmin)).Caller.PostAsync($"hubs/{hub.Id}/removals", removal)).Expect(HttpStatusCode.Forbidden);
        (await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}/members/0123456789abcdef")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_same_key_gives_the_same_task_once()
    {
        var hub = await world.HubOfAsync(20);
        var body = await hub.RemovalAsync(Email(1));

        var answers = new List<ApiAnswer>();
        for (var i = 0; i < 2; i++)
        {
            answers.Add(await hub.Owner.Caller.SendAsync(
                HttpMethod.Post, $"hubs/{hub.Id}/removals", System.Net.Http.Json.JsonContent.Create(body, options: Functions.Http.ApiJson.Options), ("Idempotency-Key", "one")));
            await hub.EndOfAsync(answers[^1].Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        }

        Assert.Equal(answers[0].As<TaskResponse>().Id, answers[1].As<TaskResponse>().Id);
        Assert.Single(hub.Site.Changes.Sent);
        (await hub.Owner.Caller.SendAsync(
            HttpMethod.Post, $"hubs/{hub.Id}/removals", System.Net.Http.Json.JsonContent.Create(body with { Reason = "Another one" }, options: Functions.Http.ApiJson.Options), ("Idempotency-Key", "one")))
            .ExpectProblem(HttpStatusCode.UnprocessableEntity, "idempotencyKeyReused");
    }

    private static async Task ConflictAsync(TestHub hub, string member, string kind) => Assert.Contains(
        kind, (await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}/members/{member}")).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed").Text, StringComparison.Ordinal);

    private static async Task RemovalInvalidAsync(TestHub hub, RemoveMembersRequest body, string field) =>
        (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/removals", body)).ExpectInvalid(field);

    private static async Task AddInvalidAsync(TestHub hub, string field, params PersonToAdd[] people) =>
        (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members", new AddMembersRequest(people))).ExpectInvalid(field);

    internal static async Task ExemptAsync(TestHub hub, string member)
    {
        var stored = await hub.World.Members.GetAsync(hub.Id, member, HubWorld.Cancel) ?? throw new InvalidOperationException("No member.");
        var exempted = stored.Member with { Decision = new MemberDecision(MemberStatus.Exempted, DecidedBy.Person, Reason: "Stays") };
        Assert.True(await hub.World.Members.TryWriteAsync(hub.Id, [stored with { Member = exempted }], HubWorld.Cancel));
    }
}
