using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Tests.Connecting;
using Seatkeeper.Functions.Tests.People;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.Functions.Watchdog;

namespace Seatkeeper.Functions.Tests.Hubs;

public sealed class HubAttentionTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task Three_failed_checks_need_attention_with_the_time_of_the_next_try_and_every_change_of_the_reason_is_told_once()
    {
        var hub = await world.ConnectAsync();
        for (var check = 0; check < 3; check++)
        {
            Assert.Equal(HubState.Connected, (await hub.RowAsync()).State);
            hub.Site.FailNextRead([.. Enumerable.Repeat(FailureKind.SiteUnavailable, 4)]);
            await hub.CheckAsync();
        }

        var failing = (await ShowAsync(hub)).Attention;
        Assert.Equal((AttentionReason.ChecksFailing, "SiteUnavailable"), (failing?.Reason, failing?.Kind));
        Assert.InRange(failing?.NextTry ?? default, DateTimeOffset.UtcNow.AddHours(11), DateTimeOffset.UtcNow.AddHours(13));
        Assert.Equal([("hubNeedsAttention", null, null, "ChecksFailing: SiteUnavailable")], await ToldAsync(hub));
        // An alert looks for it.
        Assert.Contains($"Warning: Hub {hub.Id} needs a person: ChecksFailing (SiteUnavailable)", world.App.Log.All, StringComparison.Ordinal);

        // The same reason again is no news; another one is; a good check recovers at once.
        hub.Site.FailNextRead([.. Enumerable.Repeat(FailureKind.ReadIncomplete, 4)]);
        await hub.CheckAsync();
        hub.Site.FailNextRead(FailureKind.PageContractBroken);
        await hub.CheckAsync();
        Assert.Null((await ShowAsync(hub)).Attention?.NextTry);
        await hub.CheckAsync();

        Assert.Equal((HubState.Connected, null, 0), ((await hub.RowAsync()).State, (await hub.RowAsync()).Trouble, (await hub.RowAsync()).FailedChecks));
        Assert.Equal(
            [("hubRecovered", null, "AppLayoutChanged", null), ("hubNeedsAttention", null, "ChecksFailing", "AppLayoutChanged: PageContractBroken"), ("hubNeedsAttention", null, null, "ChecksFailing: SiteUnavailable")],
            await ToldAsync(hub));
    }

    [Fact]
    public async Task A_retry_recovers_a_hub_that_only_a_person_could_help()
    {
        var hub = await world.ConnectAsync();
        hub.Site.FailNextRead(FailureKind.AccountLocked);
        await hub.CheckAsync();
        Assert.Equal(HubState.NeedsAttention, (await hub.RowAsync()).State);

        var retry = (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/retry", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        await hub.EndOfAsync(retry.Id);

        Assert.Equal((HubState.Connected, null), ((await hub.RowAsync()).State, (await hub.RowAsync()).Trouble));
        Assert.Equal(["hubRecovered", "hubNeedsAttention"], (await ToldAsync(hub)).Select(told => told.Event));
    }

    [Fact]
    public async Task A_check_that_has_its_answer_and_then_fails_by_trouble_that_passes_waits_for_nobody_and_is_due_the_next_day()
    {
        var hub = await world.ConnectAsync();
        hub.Site.FailNextRead([FailureKind.ChallengeRequired, .. Enumerable.Repeat(FailureKind.SiteUnavailable, 4)]);
        var waiting = await hub.CheckUntilWaitingAsync();
        Assert.Equal(AttentionReason.WaitingForPerson, (await hub.RowAsync()).Trouble?.Reason);

        (await hub.AnswerAsync(waiting.Id)).Expect(HttpStatusCode.Accepted);

        var ended = await hub.EndOfAsync(waiting.Id);
        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.SiteUnavailable), (ended.Status, ended.Failure?.Kind));
        var row = await hub.RowAsync();
        Assert.Equal((HubState.Connected, null, 1), (row.State, row.Trouble, row.FailedChecks));
        Assert.True(CheckDue.IsDue(row, DateTimeOffset.UtcNow.AddDays(1), DateTimeOffset.UtcNow.AddDays(1)));
    }

    [Fact]
    public async Task An_answer_to_one_task_takes_back_no_question_of_another()
    {
        var hub = await world.ConnectAsync();
        var (pointers, check, change) = (world.App.Get<HubPointers>(), $"{hub.Id}-check-8", $"{hub.Id}-removemembers-9");
        await pointers.WaitAsync(hub.Id, check, Question(FailureKind.GuardTripped, check), HubWorld.Cancel);
        await pointers.StepAsideAsync(hub.Id, change, Question(FailureKind.ChallengeRequired, change), HubWorld.Cancel);

        Assert.Equal(ResumeAnswer.Resumed, await pointers.ResumeAsync(hub.Id, check, HubWorld.Cancel));
        await pointers.LetGoAsync(hub.Id, check, supersedes: false, free => HubHealth.AfterFailedCheck(free, new Failure(FailureKind.SiteUnavailable), DateTimeOffset.UtcNow), HubWorld.Cancel);
        Assert.Equal((HubState.NeedsAttention, change), ((await hub.RowAsync()).State, (await hub.RowAsync()).Trouble?.AskedBy));

        // Nor does stopping it; stopping the one that asked does.
        var asked = await hub.RowAsync();
        Assert.Equal(asked, HubHealth.AfterStopped(asked, check));
        await pointers.AskNoMoreAsync(hub.Id, check, HubWorld.Cancel);
        Assert.Equal((asked.State, asked.Trouble), ((await hub.RowAsync()).State, (await hub.RowAsync()).Trouble));
        await pointers.AskNoMoreAsync(hub.Id, change, HubWorld.Cancel);
        Assert.Equal((HubState.Connected, null), ((await hub.RowAsync()).State, (await hub.RowAsync()).Trouble));

        static HubTrouble Question(FailureKind kind, string by) => new(AttentionReason.WaitingForPerson, kind, DateTimeOffset.UtcNow) { AskedBy = by };
    }

    [Fact]
    public async Task Where_nothing_is_tried_again_by_itself_the_remedy_says_so()
    {
        var site = new ScriptedSite();
        for (var attempt = 0; attempt < 4; attempt++)
            site.FailNextVerification(new Failure(FailureKind.SiteUnavailable));
        var hub = await world.ConnectAsync(site);

        var attention = (await ShowAsync(hub)).Attention;

        Assert.Equal(("SiteUnavailable", null), (attention?.Kind, attention?.NextTry));
        Assert.Contains("Nothing tries it again by itself", attention?.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_noted_and_not_told_is_told_by_the_watchdog_once(bool whenDone)
    {
        var hub = await world.ConnectAsync();
        await world.Hubs.ChangeAsync(
            hub.Id, row => row with { State = HubState.NeedsAttention, Trouble = new HubTrouble(AttentionReason.ReviewConfiguration, FailureKind.WrongWorkspace, DateTimeOffset.UtcNow) }, HubWorld.Cancel);
        world.Faults.Break("hubNeedsAttention", 1, whenDone);

        await SweepAsync();
        await SweepAsync();
        await SweepAsync();

        Assert.True(world.Faults.Happened);
        Assert.Single(await ToldAsync(hub));
        Assert.Empty((await hub.RowAsync()).Attention.Untold);

        Task SweepAsync() => world.App.Get<HubSweep>().RunAsync(DateTimeOffset.UtcNow.AddMinutes(2), world.Engine.Client, HubWorld.Cancel);
    }

    [Fact]
    public async Task A_hub_requires_a_sync_once_its_last_good_check_is_older_than_two_days()
    {
        var hub = await world.ConnectAsync();
        Assert.False((await ShowAsync(hub)).RequiresSync);

        await world.Hubs.ChangeAsync(hub.Id, row => row with { LastCheck = (row.LastCheck ?? throw new InvalidOperationException("Never checked.")) with { At = DateTimeOffset.UtcNow.AddDays(-2).AddMinutes(-1) } }, HubWorld.Cancel);
        Assert.True((await ShowAsync(hub)).RequiresSync);

        await hub.CheckAsync();
        Assert.False((await ShowAsync(hub)).RequiresSync);
        await world.Hubs.ChangeAsync(hub.Id, row => row with { LastCheck = null, CreatedAt = DateTimeOffset.UtcNow.AddDays(-3) }, HubWorld.Cancel);
        Assert.True((await ShowAsync(hub)).RequiresSync);
    }

    private static async Task<HubResponse> ShowAsync(TestHub hub) => (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}")).Expect(HttpStatusCode.OK).As<HubResponse>();

    private static Task<IReadOnlyList<(string Event, string? UserId, string? Before, string? After)>> ToldAsync(TestHub hub) => hub.ToldAsync("hubNeedsAttention", "hubRecovered");
}
