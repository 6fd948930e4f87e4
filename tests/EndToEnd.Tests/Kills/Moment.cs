using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Kills;

/// <summary>A point of a run that can be seen from outside: something that is counted became more than it was before.</summary>
/// <param name="Name">What is true from then on.</param>
/// <param name="Count">How often it was seen so far; the task is null before there is one.</param>
internal sealed record Moment(string Name, Func<Deployment, TaskResponse?, Task<int>> Count)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    // Short beside every step of a run, and long enough not to slow down what is watched.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What a connection, and the check that it starts, go through.</summary>
    public static IReadOnlyList<Moment> OfConnect { get; } =
    [
        new("the call is answered", (_, task) => Task.FromResult(task is null ? 0 : 1)),
        new("the task is under way", IsUnderWay),
        new("the sign-in page is open", Asked("/user/login")),
        new("the password is sent", Asked("simSignIn")),
        new("the own account is looked at", Asked("/account/my-account")),
        new("the hub is connected", IsConnectedAsync),
        new("the first check is recorded", async (deployment, task) => await FirstCheckAsync(deployment, task) is null ? 0 : 1),
        new("the first check is under way", async (deployment, task) => await FirstCheckAsync(deployment, task) is { Status: not AutomatedTaskStatus.Pending } ? 1 : 0),
        new("the members are read", (deployment, _) => deployment.CountBlobsAsync("snapshot")),
        new("the plan is made", (deployment, _) => deployment.CountBlobsAsync("plan")),
    ];

    /// <summary>What a later check goes through.</summary>
    public static IReadOnlyList<Moment> OfCheck { get; } =
    [
        new("the call is answered", (_, task) => Task.FromResult(task is null ? 0 : 1)),
        new("the check is under way", IsUnderWay),
        new("the members page is open", Asked("/account/members/confirmed")),
        new("the first page of members is read", Asked("simListMembers")),
        new("the invitations are open", Asked("/account/members/pending")),
        new("the seats are looked at", Asked("/account/limits-and-usage")),
        new("the members are read", (deployment, _) => deployment.CountBlobsAsync("snapshot")),
        new("the plan is made", (deployment, _) => deployment.CountBlobsAsync("plan")),
        new("the newcomer is written", (deployment, _) => deployment.CountMemberRowsAsync()),
        new("the report is written", (deployment, _) => deployment.CountBlobsAsync("report")),
    ];

    /// <summary>Waits until more was seen than before.</summary>
    public async Task WaitAsync(Deployment deployment, TaskResponse task, int before)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Limit);
        while (await Count(deployment, task) <= before)
            await Task.Delay(Pause, limit.Token);
    }

    public override string ToString() => Name;

    private static async Task<int> IsUnderWay(Deployment deployment, TaskResponse? task) =>
        task is not null && (await deployment.Owner.GetTaskAsync(task.Id, Cancellation)).Status != AutomatedTaskStatus.Pending ? 1 : 0;

    private static async Task<int> IsConnectedAsync(Deployment deployment, TaskResponse? task) =>
        task?.HubId is { } hub && (await deployment.Owner.GetHubAsync(hub, Cancellation)).State == HubState.Connected ? 1 : 0;

    private static Func<Deployment, TaskResponse?, Task<int>> Asked(string call) => (deployment, _) => deployment.Site.CountAsync(call);

    private static async Task<TaskResponse?> FirstCheckAsync(Deployment deployment, TaskResponse? connect) =>
        connect?.HubId is { } hub ? (await deployment.Owner.ListTasksAsync(hub, Cancellation)).FirstOrDefault(task => task.Type == AutomatedTaskType.CheckForUpdates) : null;
}
