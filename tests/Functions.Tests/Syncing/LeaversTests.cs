using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Syncing;

public sealed class LeaversTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task Who_left_the_directory_is_reported_and_only_removed_when_an_Owner_applies_it()
    {
        var (left, stays) = (await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.User));
        var hub = await world.HubOfAsync(10, ScriptedSite.Person(left.Person.Email), ScriptedSite.Person(stays.Person.Email));
        await LeaveAsync(left);
        await hub.CheckAsync();
        var report = (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/updates/latest")).As<UpdateReportResponse>();
        var id = await hub.IdAsync(left.Person.Email);
        Assert.Equal(id, Assert.Single(report.Leavers).MemberId);
        Assert.Empty(hub.Site.Changes.Sent);

        var other = (await hub.Owner.Caller.PostAsync(Path(hub), new ApplyLeaversRequest([id, await hub.IdAsync(stays.Person.Email)]))).ExpectProblem(HttpStatusCode.BadRequest, "invalid");
        Assert.Contains("memberIds[1]", other.Text, StringComparison.Ordinal);
        var task = await hub.EndOfAsync((await hub.Owner.Caller.PostAsync(Path(hub), new ApplyLeaversRequest([id]))).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);

        Assert.Equal((AutomatedTaskStatus.Completed, AutomatedTaskType.RemoveMembers), (task.Status, task.Type));
        Assert.Equal(left.Person.Email, Assert.Single(hub.Site.Changes.Sent).Email);
        Assert.Equal(Presence.Gone, (await hub.MemberAsync(left.Person.Email)).Presence);
        (await hub.Owner.Caller.PostAsync(Path(hub), new ApplyLeaversRequest([id]))).ExpectProblem(HttpStatusCode.BadRequest, "invalid");
    }

    [Fact]
    public async Task Where_the_setting_says_so_the_check_removes_them_guarded_and_after_a_no_it_does_not_ask_again()
    {
        var people = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => world.PersonAsync(WorkspaceRole.User)));
        var hub = await world.HubOfAsync(4, [.. people.Select(person => ScriptedSite.Person(person.Person.Email))]);
        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}", new { leavers = "automatic" })).Expect(HttpStatusCode.OK);
        await LeaveAsync(people[0]);
        await hub.CheckAsync();
        var first = Assert.Single(await RemovalsAsync(hub));
        Assert.Equal((AutomatedTaskStatus.Completed, TaskTrigger.Policy), ((await hub.EndOfAsync(first.Id)).Status, first.Trigger));
        Assert.Equal(people[0].Person.Email, Assert.Single(hub.Site.Changes.Sent).Email);

        foreach (var person in people[1..])
            await LeaveAsync(person);
        await hub.CheckAsync();
        var second = (await RemovalsAsync(hub)).Single(task => task.Id != first.Id);
        var waiting = await hub.UntilAsync(second.Id, task => task.IsWaiting || task.IsEnded);
        Assert.Equal(AutomatedTaskStatus.WaitingForApproval, waiting.Status);
        await hub.CheckAsync();
        (await hub.Owner.Caller.PostAsync($"tasks/{second.Id}/reject", new { })).Expect(HttpStatusCode.Accepted);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(second.Id)).Status);
        await hub.CheckAsync();

        // Nor where they are given another role in the app.
        hub.Site.People = [.. hub.Site.People.Select(person => person.Email == people[1].Person.Email ? person with { Role = AppRole.Guest, RawRole = "Guest" } : person)];
        await hub.CheckAsync();

        Assert.Equal(2, (await RemovalsAsync(hub)).Count);
        Assert.Single(hub.Site.Changes.Sent);
    }

    [Fact]
    public async Task No_check_takes_a_seat_by_itself_that_was_nobodys_while_its_person_was_here_or_that_may_be_somebody_elses()
    {
        var (box, doubted, stays) = (await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.User));
        await LeaveAsync(box);
        var hub = await world.HubOfAsync(10, [.. new[] { box, doubted, stays }.Select(person => ScriptedSite.Person(person.Person.Email))]);
        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}", new { leavers = "automatic" })).Expect(HttpStatusCode.OK);
        var known = await Users.FindAsync(stays.Person.Id, HubWorld.Cancel) ?? throw new InvalidOperationException("Nobody.");
        await Users.SaveAsync([known with { Aliases = [doubted.Person.Email] }], HubWorld.Cancel);
        await LeaveAsync(doubted);

        await hub.CheckAsync();

        var report = (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/updates/latest")).As<UpdateReportResponse>();
        Assert.Equal(box.Person.Email, Assert.Single(report.Leavers).Email);
        Assert.Equal(doubted.Person.Email, Assert.Single(report.Anomalies, entry => entry.Kind == "LeaverAmbiguous").Email);
        Assert.Empty(await RemovalsAsync(hub));
        (await hub.Owner.Caller.PostAsync(Path(hub), new ApplyLeaversRequest([await hub.IdAsync(doubted.Person.Email)]))).ExpectProblem(HttpStatusCode.BadRequest, "invalid");

        // A person may say so.
        var asked = (await hub.Owner.Caller.PostAsync(Path(hub), new ApplyLeaversRequest([await hub.IdAsync(box.Person.Email)]))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(asked.Id)).Status);
        Assert.Equal(box.Person.Email, Assert.Single(hub.Site.Changes.Sent).Email);
    }

    private WorkspaceUsersTable Users => world.App.Get<WorkspaceUsersTable>();

    private static string Path(TestHub hub) => $"hubs/{hub.Id}/leavers/apply";

    private async Task LeaveAsync(TestPerson person)
    {
        var known = await Users.FindAsync(person.Person.Id, HubWorld.Cancel) ?? throw new InvalidOperationException("Nobody.");
        await Users.SaveAsync([known with { Active = false }], HubWorld.Cancel);
    }

    private static async Task<IReadOnlyList<TaskResponse>> RemovalsAsync(TestHub hub) =>
        [.. (await hub.Owner.Caller.GetAsync($"tasks?hubId={hub.Id}&type=RemoveMembers")).As<ListResponse<TaskResponse>>().Items];
}
