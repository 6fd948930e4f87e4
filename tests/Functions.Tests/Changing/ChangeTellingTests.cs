using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Changing.ChangeWorld;

namespace Seatkeeper.Functions.Tests.Changing;

/// <summary>What people are told of changes, and what is to be done about those that failed.</summary>
public sealed class ChangeTellingTests(HubWorld world) : IClassFixture<HubWorld>
{
    private static readonly Failure away = new(FailureKind.SiteUnavailable, FailurePhase.Submit, FailureEffect.Unknown);

    [Fact]
    public async Task Of_a_change_by_name_that_failed_by_trouble_that_passes_nobody_is_told_that_there_is_nothing_to_do()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(1), new Mishap(After: away, Lies: true, Stops: true));

        var failed = await hub.RemoveAsync(Email(1));

        Assert.Equal(AutomatedTaskStatus.Failed, failed.Status);
        var item = Assert.Single((await hub.Owner.Caller.GetAsync($"tasks/{failed.Id}/items")).Expect(HttpStatusCode.OK).As<ListResponse<TaskItemResponse>>().Items);
        var task = (await hub.Owner.Caller.GetAsync($"tasks/{failed.Id}")).Expect(HttpStatusCode.OK).As<TaskResponse>();
        Assert.All([item.Failure?.Remedy, task.Failure?.Remedy], remedy =>
        {
            Assert.DoesNotContain("Nothing to do", remedy, StringComparison.Ordinal);
            Assert.Contains("retry", remedy, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_retry_that_is_only_asked_about_answers_with_the_plan_of_the_rest_and_does_nothing()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(2), new Mishap(Before: new Failure(FailureKind.SafetyStop), Stops: true));
        var failed = await hub.RemoveAsync(Email(1), Email(2), Email(3));
        var sent = hub.Site.Changes.Sent.Count;

        var plan = (await hub.Owner.Caller.PostAsync($"tasks/{failed.Id}/retry?dryRun=true", new { })).Expect(HttpStatusCode.OK).As<ChangePlanResponse>();

        Assert.Equal([Email(2), Email(3)], plan.Items.Select(item => item.Target).Order(StringComparer.Ordinal));
        Assert.Null(await world.Tasks.FindAsync($"{failed.Id}-2", HubWorld.Cancel));
        Assert.Equal(sent, hub.Site.Changes.Sent.Count);
        var check = await hub.CheckAsync();
        (await hub.Owner.Caller.PostAsync($"tasks/{check.Id}/retry?dryRun=true", new { })).ExpectInvalid("dryRun");
    }
}
