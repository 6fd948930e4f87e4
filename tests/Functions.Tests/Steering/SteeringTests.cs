using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Tasks;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Tasks.TaskWorld;

namespace Seatkeeper.Functions.Tests.Steering;

public sealed class SteeringTests(TaskWorld world) : IClassFixture<TaskWorld>
{
    private TestApp App => world.App;

    /// <summary>A hub with an Owner, and a task of it that waits for approval.</summary>
    private async Task<(TestCaller Owner, string Hub, string Task)> WaitingAsync()
    {
        var hub = $"hub{Guid.NewGuid():N}";
        var owner = await App.PersonAsync($"owner-{hub}", WorkspaceRole.User);
        await App.HubAsync(hub, $"owner-{hub}");
        var id = NewId("ask");
        await world.Starter.StartAsync(New(id, Asks, hub), world.Client, Cancel);
        await world.UntilAsync(id, row => row.Status == AutomatedTaskStatus.WaitingForApproval);
        return (owner, hub, id);
    }

    private async Task<string> EndedAsync(string orchestrator, string? hub, AutomatedTaskStatus status)
    {
        var id = NewId("ended");
        await world.Tasks.InsertAsync(New(id, orchestrator, hub), Cancel);
        await world.Tasks.ClaimAsync(new TaskClaim(id, "e"), Cancel);
        await world.Tasks.CloseAsync(new TaskOutcome(id, "e", status, status == AutomatedTaskStatus.Failed ? new Failure(FailureKind.SiteUnavailable) : null), Cancel);
        return id;
    }

    [Fact]
    public async Task Approving_the_plan_that_was_seen_lets_the_task_go_on()
    {
        var (owner, _, id) = await WaitingAsync();

        var answer = (await owner.PostAsync($"tasks/{id}/approve", new ApproveRequest("digest"))).Expect(HttpStatusCode.Accepted);

        Assert.Equal($"/api/v1/tasks/{id}", answer.Location);
        await world.Engine.EndOfAsync(id);
        var task = (await owner.GetAsync($"tasks/{id}")).Expect(HttpStatusCode.OK).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Completed, task.Status);
        Assert.NotNull(task.DurationSeconds);
    }

    [Fact]
    public async Task An_approval_of_another_plan_is_refused_and_the_task_goes_on_waiting()
    {
        var (owner, _, id) = await WaitingAsync();

        var stale = (await owner.PostAsync($"tasks/{id}/approve", new ApproveRequest("an older digest"))).Expect(HttpStatusCode.Conflict);
        Assert.Equal("planChanged", stale.Kind);
        (await owner.PostAsync($"tasks/{id}/approve", new ApproveRequest(null))).Expect(HttpStatusCode.BadRequest);

        var row = await world.RowAsync(id);
        Assert.Equal((AutomatedTaskStatus.WaitingForApproval, null), (row.Status, row.Decision));
    }

    [Fact]
    public async Task Of_two_answers_the_first_one_counts()
    {
        var (owner, _, id) = await WaitingAsync();
        (await owner.PostAsync($"tasks/{id}/reject", new { })).Expect(HttpStatusCode.Accepted);

        Assert.Equal("stageNotAllowed", (await owner.PostAsync($"tasks/{id}/approve", new ApproveRequest("digest"))).Expect(HttpStatusCode.Conflict).Kind);

        await world.Engine.EndOfAsync(id);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await world.RowAsync(id)).Status);
    }

    [Fact]
    public async Task Cancelling_ends_a_waiting_task_and_is_refused_once_it_has_ended()
    {
        var (owner, _, id) = await WaitingAsync();

        Assert.True((await owner.PostAsync($"tasks/{id}/cancel", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>().CancelRequested);

        await world.Engine.EndOfAsync(id);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await world.RowAsync(id)).Status);
        Assert.Equal("stageNotAllowed", (await owner.PostAsync($"tasks/{id}/cancel", new { })).Expect(HttpStatusCode.Conflict).Kind);
    }

    [Fact]
    public async Task A_question_for_input_takes_no_approval_and_a_plan_takes_no_answer()
    {
        var (owner, _, id) = await WaitingAsync();

        Assert.Equal("stageNotAllowed", (await owner.PostAsync($"tasks/{id}/answer", new { })).Expect(HttpStatusCode.Conflict).Kind);
    }

    [Fact]
    public async Task A_failed_task_is_done_again_under_the_next_number_by_whoever_asks_how_often()
    {
        var (owner, hub, _) = await WaitingAsync();
        var id = await EndedAsync(Works, hub, AutomatedTaskStatus.Failed);
        await App.Get<TaskItemsTable>().InsertAsync(
            id,
            [new TaskItem { TaskId = id, Id = "a", Action = "remove", Status = TaskItemStatus.Completed }, new TaskItem { TaskId = id, Id = "b", Action = "remove", Status = TaskItemStatus.Failed, OperationId = "op" }],
            Cancel);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => owner.PostAsync($"tasks/{id}/retry", new { })));

        Assert.All(answers, answer => Assert.Equal($"{id}-2", answer.Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id));
        var done = await world.UntilAsync($"{id}-2", row => row.IsEnded);
        Assert.Equal((AutomatedTaskStatus.Completed, id, hub), (done.Status, done.RetryOf, done.HubId));
        var (items, _) = await App.Get<TaskItemsTable>().ListAsync($"{id}-2", 10, null, Cancel);
        var item = Assert.Single(items);
        Assert.Equal(("b", TaskItemStatus.Pending, "op"), (item.Id, item.Status, item.OperationId));
        Assert.Equal("stageNotAllowed", (await owner.PostAsync($"tasks/{id}/retry", new { })).Expect(HttpStatusCode.Conflict).Kind);
    }

    [Fact]
    public async Task A_retry_that_is_sent_again_with_its_key_gives_the_same_task_also_once_it_has_ended()
    {
        var id = await EndedAsync(Works, null, AutomatedTaskStatus.Failed);

        var first = await SendAsync("once");
        await world.UntilAsync(first.Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id, row => row.IsEnded);
        var again = await SendAsync("once");

        Assert.Equal(($"{id}-2", $"/api/v1/tasks/{id}-2"), (again.Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id, again.Location));
        Assert.Equal("stageNotAllowed", (await SendAsync("another")).Expect(HttpStatusCode.Conflict).Kind);

        Task<ApiAnswer> SendAsync(string key) => App.Owner.SendAsync(HttpMethod.Post, $"tasks/{id}/retry", content: null, ("Idempotency-Key", key));
    }

    [Fact]
    public async Task A_retry_that_failed_is_followed_by_the_next_number()
    {
        var id = await EndedAsync(Works, null, AutomatedTaskStatus.Failed);
        await world.Tasks.InsertAsync(New($"{id}-2", Works) with { RetryOf = id }, Cancel);
        await world.Tasks.ClaimAsync(new TaskClaim($"{id}-2", "e"), Cancel);
        await world.Tasks.CloseAsync(new TaskOutcome($"{id}-2", "e", AutomatedTaskStatus.Failed), Cancel);

        var again = (await App.Owner.PostAsync($"tasks/{id}/retry", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();

        Assert.Equal((id + "-3", id + "-2"), (again.Id, again.RetryOf));
    }

    [Theory]
    [InlineData(AutomatedTaskStatus.Completed)]
    [InlineData(AutomatedTaskStatus.Pending)]
    public async Task What_succeeded_or_has_not_ended_is_not_done_again(AutomatedTaskStatus status)
    {
        string id;
        if (status == AutomatedTaskStatus.Completed)
            id = await EndedAsync(Works, null, status);
        else
            await world.Tasks.InsertAsync(New(id = NewId("open"), Works), Cancel);

        Assert.Equal("stageNotAllowed", (await App.Owner.PostAsync($"tasks/{id}/retry", new { })).Expect(HttpStatusCode.Conflict).Kind);
    }

    [Fact]
    public async Task Only_owners_of_the_hub_and_whoever_started_a_task_see_it_and_only_owners_steer_it()
    {
        var (owner, hub, id) = await WaitingAsync();
        using var stranger = await App.PersonAsync($"stranger-{hub}", WorkspaceRole.Admin);
        using var super = await App.PersonAsync($"super-{hub}", WorkspaceRole.SuperAdmin);
        using var collaborator = await App.PersonAsync($"collab-{hub}", WorkspaceRole.User);
        using var starter = await App.PersonAsync("olive", WorkspaceRole.User);
        await App.Get<HubPeopleTable>().PutCollaboratorsAsync(hub, new Dictionary<string, bool>(StringComparer.Ordinal) { [$"collab-{hub}"] = true }, Cancel);

        foreach (var (caller, see, steer) in new[]
        {
            (owner, HttpStatusCode.OK, HttpStatusCode.Conflict),
            (stranger, HttpStatusCode.NotFound, HttpStatusCode.NotFound),
            (super, HttpStatusCode.OK, HttpStatusCode.Forbidden),
            (collaborator, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            (starter, HttpStatusCode.OK, HttpStatusCode.Forbidden),
        })
        {
            (await caller.GetAsync($"tasks/{id}")).Expect(see);
            (await caller.GetAsync($"tasks/{id}/items")).Expect(see);
            // The digest is stale on purpose: whoever may steer gets 409, and the task stays as it is for the next one.
            (await caller.PostAsync($"tasks/{id}/approve", new ApproveRequest("stale"))).Expect(steer);
        }
        (await starter.PostAsync($"tasks/{id}/cancel", new { })).Expect(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData(WorkspaceRole.GuestUser)]
    [InlineData(WorkspaceRole.LoginOnly)]
    public async Task Who_may_connect_no_hubs_any_more_stops_their_connection_but_does_it_no_more(WorkspaceRole role)
    {
        var hub = $"hub{Guid.NewGuid():N}";
        using var connector = await App.PersonAsync($"was-{hub}", role);
        await App.HubAsync(hub);
        var id = NewId("connect");
        var actor = new Caller($"was-{hub}", "Was User", WorkspaceRole.User, IsPerson: true, InPerson: true);
        await world.Tasks.InsertAsync(New(id, Works, hub) with { Type = AutomatedTaskType.ConnectHub, Actor = actor }, Cancel);
        await world.Tasks.ClaimAsync(new TaskClaim(id, "e"), Cancel);
        await world.Tasks.CloseAsync(new TaskOutcome(id, "e", AutomatedTaskStatus.Failed), Cancel);

        (await connector.PostAsync($"tasks/{id}/retry", new { })).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await connector.PostAsync($"tasks/{id}/answer", new { })).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        // It has ended by now, which only those are told who may stop it.
        (await connector.PostAsync($"tasks/{id}/cancel", new { })).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");

        Assert.Null(await world.Tasks.FindAsync($"{id}-2", Cancel));
        Assert.Null((await App.HubRowAsync(hub)).ActiveTaskId);
    }

    [Fact]
    public async Task Whoever_connected_a_hub_that_others_own_by_now_steers_that_connection_no_more()
    {
        var hub = $"hub{Guid.NewGuid():N}";
        using var connector = await App.PersonAsync($"was-{hub}", WorkspaceRole.User);
        using var owner = await App.PersonAsync($"owner-{hub}", WorkspaceRole.User);
        await App.HubAsync(hub, $"owner-{hub}");
        var id = NewId("connect");
        var actor = new Caller($"was-{hub}", "Was Owner", WorkspaceRole.User, IsPerson: true, InPerson: true);
        await world.Tasks.InsertAsync(New(id, Works, hub) with { Type = AutomatedTaskType.ConnectHub, Actor = actor }, Cancel);
        await world.Tasks.ClaimAsync(new TaskClaim(id, "e"), Cancel);
        await world.Tasks.CloseAsync(new TaskOutcome(id, "e", AutomatedTaskStatus.Failed), Cancel);

        foreach (var (action, body) in new (string, object)[] { ("retry", new { }), ("answer", new { }), ("reject", new { }), ("approve", new ApproveRequest("digest")) })
            (await connector.PostAsync($"tasks/{id}/{action}", body)).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");

        Assert.Null(await world.Tasks.FindAsync($"{id}-2", Cancel));
        Assert.Null((await App.HubRowAsync(hub)).ActiveTaskId);
        (await owner.PostAsync($"tasks/{id}/retry", new { })).Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Lists_show_each_caller_their_own()
    {
        var (owner, hub, id) = await WaitingAsync();
        using var stranger = await App.PersonAsync($"stranger-{hub}", WorkspaceRole.User);

        Assert.Equal([id], (await owner.GetAsync("tasks")).Expect(HttpStatusCode.OK).As<ListResponse<TaskResponse>>().Items.Select(task => task.Id));
        Assert.Equal([id], (await owner.GetAsync($"tasks?hubId={hub}&type=CheckForUpdates&status=WaitingForApproval")).As<ListResponse<TaskResponse>>().Items.Select(task => task.Id));
        Assert.Empty((await owner.GetAsync($"tasks?hubId={hub}&status=Failed")).As<ListResponse<TaskResponse>>().Items);
        Assert.Empty((await stranger.GetAsync("tasks")).As<ListResponse<TaskResponse>>().Items);
        (await stranger.GetAsync($"tasks?hubId={hub}")).Expect(HttpStatusCode.NotFound);
        Assert.Contains(id, (await App.Owner.GetAsync("tasks?limit=1000")).As<ListResponse<TaskResponse>>().Items.Select(task => task.Id));
    }

    [Fact]
    public async Task Whoever_has_the_id_of_seatkeeper_itself_neither_sees_nor_stops_what_nobody_asked_for()
    {
        var hub = $"hub{Guid.NewGuid():N}";
        using var namesake = await App.PersonAsync("seatkeeper", WorkspaceRole.Admin);
        await App.HubAsync(hub, "somebody");
        var id = NewId("daily");
        await world.Tasks.InsertAsync(New(id, Works, hub) with { Trigger = TaskTrigger.DailyCheck, Actor = StartDailyCheck.Seatkeeper }, Cancel);

        Assert.Empty((await namesake.GetAsync("tasks")).Expect(HttpStatusCode.OK).As<ListResponse<TaskResponse>>().Items);
        (await namesake.GetAsync($"tasks/{id}")).Expect(HttpStatusCode.NotFound);
        (await namesake.PostAsync($"tasks/{id}/cancel", new { })).Expect(HttpStatusCode.NotFound);
        Assert.Null((await world.RowAsync(id)).Cancellation);
    }

    [Fact]
    public async Task Whoever_started_a_task_and_owns_its_hub_no_more_sees_the_task_and_not_what_the_pages_showed()
    {
        var (owner, hub, _) = await WaitingAsync();
        using var starter = await App.PersonAsync($"starter-{hub}", WorkspaceRole.User);
        var id = NewId("seen");
        var actor = new Caller($"starter-{hub}", "Starter", WorkspaceRole.User, IsPerson: true, InPerson: true);
        await world.Tasks.InsertAsync(New(id, Works, hub) with { Actor = actor }, Cancel);
        await App.Get<EvidenceBlobs>().SaveAsync(id, new Connectors.Evidence("Remove.before", "https://app.example/members", [1], "row"), Cancel);

        (await starter.GetAsync($"tasks/{id}/items")).Expect(HttpStatusCode.OK);
        Assert.Equal("notAllowed", (await starter.GetAsync($"tasks/{id}/evidence/1")).Expect(HttpStatusCode.Forbidden).Kind);
        (await owner.GetAsync($"tasks/{id}/evidence/1")).Expect(HttpStatusCode.OK);
        (await App.Owner.GetAsync($"tasks/{id}/evidence/1?part=screenshot")).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("tasks?type=Nonsense")]
    [InlineData("tasks?status=7")]
    [InlineData("tasks?limit=0")]
    [InlineData("tasks?continuation=bm9uc2Vuc2U")]
    public async Task A_list_that_cannot_be_meant_is_refused(string path) =>
        Assert.Equal("invalid", (await App.Owner.GetAsync(path)).Expect(HttpStatusCode.BadRequest).Kind);

    [Theory]
    [InlineData("tasks/none")]
    [InlineData("tasks/none/items")]
    [InlineData("tasks/none/events")]
    [InlineData("tasks/no%20id")]
    [InlineData("tasks/none/evidence/1")]
    public async Task What_is_not_there_is_not_found(string path) =>
        Assert.Equal("notFound", (await App.Owner.GetAsync(path)).Expect(HttpStatusCode.NotFound).Kind);
}
