using System.Net;
using System.Net.Http.Json;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Changing.ChangeWorld;

namespace Seatkeeper.Functions.Tests.Members;

/// <summary>Calls about one member that name the version which was seen.</summary>
public sealed class MemberVersionTests(HubWorld world) : IClassFixture<HubWorld>
{
    private const string Invited = "late@example.com";

    [Theory]
    [InlineData("PATCH", "", Presence.Confirmed, HttpStatusCode.Accepted)]
    [InlineData("PATCH", "?dryRun=true", Presence.Confirmed, HttpStatusCode.OK)]
    [InlineData("DELETE", "", Presence.Confirmed, HttpStatusCode.Accepted)]
    [InlineData("DELETE", "?dryRun=true", Presence.Confirmed, HttpStatusCode.OK)]
    [InlineData("POST", "/match", Presence.Confirmed, HttpStatusCode.Accepted)]
    [InlineData("POST", "/invitation/resend", Presence.Pending, HttpStatusCode.Accepted)]
    [InlineData("DELETE", "/invitation", Presence.Pending, HttpStatusCode.Accepted)]
    public async Task A_call_that_names_a_version_from_before_is_refused_and_nothing_is_started(string method, string call, Presence list, HttpStatusCode done)
    {
        var hub = await world.HubOfAsync(12, ScriptedSite.Person(Invited, presence: Presence.Pending));
        var path = $"hubs/{hub.Id}/members/{await hub.IdAsync(list == Presence.Pending ? Invited : Email(1), list)}";
        var body = await BodyAsync(method, call);
        var seen = await TagAsync(hub, path);
        (await hub.Owner.Caller.PostAsync(path + "/exempt", new ExemptMemberRequest("For now"))).Expect(HttpStatusCode.OK);
        (await hub.Owner.Caller.DeleteAsync(path + "/exempt")).Expect(HttpStatusCode.OK);

        var before = await CountAsync(hub);
        (await SendAsync(hub, method, path + call, body, ("If-Match", seen))).ExpectProblem(HttpStatusCode.PreconditionFailed, "preconditionFailed");
        Assert.Empty(hub.Site.Changes.Sent);
        Assert.Equal(before, await CountAsync(hub));

        var answer = (await SendAsync(hub, method, path + call, body, ("If-Match", await TagAsync(hub, path)))).Expect(done);
        if (done == HttpStatusCode.Accepted)
            Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(answer.As<TaskResponse>().Id)).Status);
    }

    [Theory]
    [InlineData("PATCH", "")]
    [InlineData("POST", "/match")]
    public async Task A_repeated_call_finds_its_task_although_the_task_changed_the_member(string method, string call)
    {
        var hub = await world.HubOfAsync(12);
        var path = $"hubs/{hub.Id}/members/{await hub.IdAsync(Email(1))}";
        var (body, seen) = (await BodyAsync(method, call), await TagAsync(hub, path));
        (string Name, string Value)[] headers = [("Idempotency-Key", $"once-{hub.Id}"), ("If-Match", seen)];

        var first = (await SendAsync(hub, method, path + call, body, headers)).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(first.Id)).Status);

        Assert.NotEqual(seen, await TagAsync(hub, path));
        Assert.Equal(first.Id, (await SendAsync(hub, method, path + call, body, headers)).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
    }

    [Theory]
    [InlineData("UpdateRole")]
    [InlineData("RemoveMember")]
    [InlineData("ResendInvitation")]
    [InlineData("CancelInvitation")]
    [InlineData("MatchMember")]
    [InlineData("ExemptMember")]
    public void The_document_tells_that_a_call_takes_the_version(string function)
    {
        var operation = ApiDocument.Make()["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(told => told.Value!).Single(told => told["operationId"]!.ToString() == function);

        Assert.Contains("If-Match", operation["parameters"]!.AsArray().Select(parameter => parameter!["name"]!.ToString()));
    }

    private async Task<object?> BodyAsync(string method, string call) => (method, call) switch
    {
        ("PATCH", _) => new UpdateRoleRequest("Admin"),
        (_, "/match") => new MatchMemberRequest((await world.PersonAsync(WorkspaceRole.User)).Person.Id, "Collaborator"),
        _ => null,
    };

    private static async Task<int> CountAsync(TestHub hub) => (await hub.Owner.Caller.GetAsync($"tasks?hubId={hub.Id}")).Expect(HttpStatusCode.OK).As<ListResponse<TaskResponse>>().Items.Count;

    private static async Task<string> TagAsync(TestHub hub, string path) => (await hub.Owner.Caller.GetAsync(path)).Expect(HttpStatusCode.OK).ETag ?? "";

    private static Task<ApiAnswer> SendAsync(TestHub hub, string method, string path, object? body, params (string Name, string Value)[] headers) =>
        hub.Owner.Caller.SendAsync(new HttpMethod(method), path, body is null ? null : JsonContent.Create(body, body.GetType(), options: ApiJson.Options), headers);
}
