using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.EndToEnd.Tests.Parts;
using Seatkeeper.EndToEnd.Tests.Secrets;

namespace Seatkeeper.EndToEnd.Tests.Faults;

/// <summary>The disk where the browser keeps its temporary files is full, before a task and in the middle of one that takes evidence.</summary>
public sealed class FullDiskTests(LocalParts parts)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_on_a_full_disk_ends_with_that_as_its_reason_and_is_done_once_there_is_room()
    {
        using var disk = SmallDisk.Mount(Path.Combine(Repository.NewRunFolder("disk"), "tmp"));
        Assert.SkipWhen(disk is null, "This machine lets nobody mount a small disk.");
        await using var deployment = await Deployment.StartAsync(parts, "small", settings: Settings(disk));
        var hub = await deployment.ConnectAsync();
        var leavers = (await deployment.Owner.ListMembersAsync(hub.Id, Cancellation))
            .Where(member => member is { Presence: Presence.Confirmed, AppRole: AppRole.Member, IsAutomationAccount: false }).OrderBy(member => member.Email, StringComparer.Ordinal).Take(3).ToList();

        disk.Fill();
        var refused = await RemoveAsync(deployment, hub, leavers);
        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.BrowserFailure), (refused.Status, refused.Failure?.Kind));
        Assert.Contains("disk", refused.Failure?.Detail, StringComparison.Ordinal);
        Assert.Empty(await RemovedAsync(deployment));

        // Once more, and full before the site has answered for the first of them: whoever comes after is done, or not, and the task says which.
        disk.Empty();
        var cut = await RemoveAsync(deployment, hub, leavers, () => FillAfterFirstAsync(deployment, disk));
        var gone = await RemovedAsync(deployment);
        var items = await deployment.Owner.ListAsync<TaskItemResponse>($"tasks/{cut.Id}/items", Cancellation);
        Assert.True(cut.Failure is { Kind: FailureKind.BrowserFailure } || items.Any(item => item.Result?.Contains("There is no picture", StringComparison.Ordinal) == true), $"{cut.Status}: {cut.Failure}");
        var done = items.Where(item => item.Status == "Completed").Select(item => item.Target ?? "");
        Assert.Subset(gone.ToHashSet(StringComparer.Ordinal), done.ToHashSet(StringComparer.Ordinal));

        disk.Empty();
        if (cut.Status != AutomatedTaskStatus.Completed)
        {
            var again = await deployment.Owner.PostAsync<TaskResponse>($"tasks/{cut.Id}/retry", new { }, Cancellation);
            Deployment.AssertCompleted(await deployment.Owner.FollowAsync(again.Id, Deployment.Patience, Cancellation));
        }

        Assert.Equal(leavers.Select(member => member.Email), (await RemovedAsync(deployment)).Order(StringComparer.Ordinal));
        await Truth.AssertRefereeAgreesAsync(deployment.World, await deployment.Owner.ListMembersAsync(hub.Id, Cancellation));
        await Leaks.AssertNoneAsync(deployment, await Leaks.NeedlesAsync(deployment));
    }

    // What passes by itself is tried again soon, so that its end is seen soon.
    private static Dictionary<string, string?> Settings(SmallDisk disk) => new() { ["TMPDIR"] = disk.Path, ["StepRetries__First"] = "00:00:01", ["StepRetries__Backoff"] = "1" };

    private static async Task<TaskResponse> RemoveAsync(Deployment deployment, HubResponse hub, IReadOnlyList<MemberResponse> leavers, Func<Task>? meanwhile = null)
    {
        if (meanwhile is not null)
            await deployment.World.SendAsync(HttpMethod.Post, "/_sim/faults", Held(), Cancellation);
        var task = await deployment.Owner.PostAsync<TaskResponse>($"hubs/{hub.Id}/removals", new RemoveMembersRequest([.. leavers.Select(member => member.Id)], Scope: "app", Reason: "They left"), Cancellation);
        if (meanwhile is not null)
            await meanwhile().WaitAsync(Deployment.Patience, TimeProvider.System, Cancellation);
        return await deployment.Owner.FollowAsync(task.Id, Deployment.Patience, Cancellation);
    }

    // The first removal is done, and its answer waits until the fault is gone.
    private static JsonObject Held() => new()
    {
        ["id"] = "held",
        ["match"] = new JsonObject { ["call"] = "simRemoveMember" },
        ["do"] = new JsonObject { ["kind"] = "stall", ["applyEffect"] = true },
    };

    private static async Task FillAfterFirstAsync(Deployment deployment, SmallDisk disk)
    {
        while ((await RemovedAsync(deployment)).Count == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(100), Cancellation);
        disk.Fill();
        await deployment.World.SendAsync(HttpMethod.Delete, "/_sim/faults/held", body: null, Cancellation);
    }

    private static async Task<IReadOnlyList<string>> RemovedAsync(Deployment deployment) =>
        [.. (await deployment.World.JournalAsync("effect", Cancellation)).Where(entry => $"{entry["name"]}" == "memberRemoved").Select(entry => $"{entry["target"]}")];
}
