using System.Net;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.Functions.Watchdog;

namespace Seatkeeper.Functions.Tests.Syncing;

public sealed class GivenCodeTests(HubWorld world) : IClassFixture<HubWorld>
{
    private const string Code = "904 713";

    [Fact]
    public async Task A_code_that_a_person_gives_is_for_one_sign_in_and_is_kept_nowhere()
    {
        var hub = await world.ConnectAsync();
        hub.Site.FailNextRead(FailureKind.TotpRequired);
        var waiting = await hub.CheckUntilWaitingAsync();
        Assert.Equal((AutomatedTaskStatus.WaitingForInput, FailureKind.TotpRequired), (waiting.Status, waiting.Failure?.Kind));
        var seen = new List<string?>();
        hub.Site.BeforeNextRead(async (run, cancel) =>
        {
            seen.Add(await run.TakeOneTimeCodeAsync(cancel));
            seen.Add(await run.TakeOneTimeCodeAsync(cancel));
            throw new AppFailureException(new Failure(FailureKind.TotpRequired, FailurePhase.Login));
        });
        hub.Site.BeforeNextRead(async (run, cancel) => seen.Add(await run.TakeOneTimeCodeAsync(cancel)));

        (await AnswerAsync(hub, waiting.Id, new { code = Code })).Expect(HttpStatusCode.Accepted);
        // The app wants another one, and an answer without a code is one too.
        var again = await hub.UntilAsync(waiting.Id, task => task is { IsWaiting: true, Questions: 2 } or { IsEnded: true });
        Assert.Equal(AutomatedTaskStatus.WaitingForInput, again.Status);
        (await AnswerAsync(hub, waiting.Id, new { })).Expect(HttpStatusCode.Accepted);

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(waiting.Id)).Status);
        Assert.Equal(["904713", null, null], seen);
        await AssertNowhereAsync(hub);
    }

    [Fact]
    public async Task A_code_that_nobody_used_is_swept_away_whatever_became_of_the_task_and_never_used_late()
    {
        var hub = await world.ConnectAsync();
        hub.Site.FailNextRead(FailureKind.TotpRequired);
        var waiting = await hub.CheckUntilWaitingAsync();
        // Answered and cancelled before anybody read it: nothing of the task comes to the code any more.
        await world.Tasks.ChangeAsync(waiting.Id, row => row with { Cancellation = new RecordedDecision(DecisionKind.Cancelled, "owner", "Olive", DateTimeOffset.UtcNow) }, HubWorld.Cancel);
        (await AnswerAsync(hub, waiting.Id, new { code = Code })).Expect(HttpStatusCode.Accepted);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(waiting.Id)).Status);
        var codes = world.App.Get<GivenCodes>();
        await codes.SweepAsync(HubWorld.Cancel);
        var name = Path.GetFileNameWithoutExtension(Assert.Single(System.IO.Directory.GetFiles(world.App.SecretsDirectory, "code-*")));

        var accounts = world.App.Get<AccountsTable>();
        await accounts.NoteCodeAsync(name, DateTimeOffset.UtcNow - GivenCodes.GoodFor, HubWorld.Cancel);
        await accounts.ChangeAsync(hub.AccountId, now => now with { GivenCode = name, CodeGivenAt = DateTimeOffset.UtcNow - GivenCodes.GoodFor, CodeTaskId = waiting.Id }, HubWorld.Cancel);
        await new SweepGivenCodes(codes).Run(new TimerInfo(), HubWorld.Cancel);

        Assert.Null(await codes.TakeAsync(hub.AccountId, waiting.Id, HubWorld.Cancel));
        await AssertNowhereAsync(hub);
    }

    [Fact]
    public async Task A_code_is_for_the_account_and_the_task_that_it_was_given_for_and_goes_unused_once_it_is_old()
    {
        var hub = await world.ConnectAsync();
        var codes = world.App.Get<GivenCodes>();
        var name = await codes.KeepAsync(hub.AccountId, "904713", HubWorld.Cancel);
        await codes.HandOverAsync(new HandedCode((await world.AccountAsync(hub.Owner)).AccountId, "task", name), HubWorld.Cancel);
        Assert.Null((await world.App.Get<AccountsTable>().FindAsync(hub.AccountId, HubWorld.Cancel))?.GivenCode);
        await codes.HandOverAsync(new HandedCode(hub.AccountId, "task", name), HubWorld.Cancel);
        Assert.Null(await codes.TakeAsync(hub.AccountId, "another", HubWorld.Cancel));
        Assert.Equal(name, (await world.App.Get<AccountsTable>().FindAsync(hub.AccountId, HubWorld.Cancel))?.GivenCode);
        await world.App.Get<AccountsTable>().ChangeAsync(hub.AccountId, now => now with { CodeGivenAt = now.CodeGivenAt - GivenCodes.GoodFor }, HubWorld.Cancel);

        Assert.Null(await codes.TakeAsync(hub.AccountId, "task", HubWorld.Cancel));
        await AssertNowhereAsync(hub);
    }

    [Fact]
    public async Task What_was_answered_before_takes_no_code()
    {
        var hub = await world.ConnectAsync();
        hub.Site.FailNextRead(FailureKind.TotpRequired);
        var waiting = await hub.CheckUntilWaitingAsync();
        await world.Engine.HasReadAsync(waiting.Id);
        await world.Tasks.ChangeAsync(waiting.Id, row => row with { Decision = new RecordedDecision(DecisionKind.Answered, "owner", "Olive", DateTimeOffset.UtcNow) }, HubWorld.Cancel);

        (await AnswerAsync(hub, waiting.Id, new { code = Code })).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        await AssertNowhereAsync(hub);

        (await AnswerAsync(hub, waiting.Id, new { })).Expect(HttpStatusCode.Accepted);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(waiting.Id)).Status);
    }

    [Fact]
    public async Task A_code_is_refused_where_nobody_asks_for_one_and_where_it_is_none()
    {
        var hub = await world.ConnectAsync();
        hub.Site.FailNextRead(FailureKind.ChallengeRequired);
        var waiting = await hub.CheckUntilWaitingAsync();

        (await AnswerAsync(hub, waiting.Id, new { code = Code })).ExpectInvalid("code");
        (await AnswerAsync(hub, waiting.Id, new { code = "1234567" })).ExpectInvalid("code");
        (await AnswerAsync(hub, waiting.Id, new { code = "12345a" })).ExpectInvalid("code");
        (await AnswerAsync(hub, waiting.Id, new { password = "x" })).ExpectInvalid("password");
        Assert.Equal(AutomatedTaskStatus.WaitingForInput, (await hub.UntilAsync(waiting.Id, _ => true)).Status);
        await AssertNowhereAsync(hub);
        (await hub.Owner.Caller.SendAsync(HttpMethod.Post, $"tasks/{waiting.Id}/answer")).Expect(HttpStatusCode.Accepted);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(waiting.Id)).Status);
    }

    private static Task<ApiAnswer> AnswerAsync(TestHub hub, string taskId, object body) => hub.Owner.Caller.PostAsync($"tasks/{taskId}/answer", body);

    private async Task AssertNowhereAsync(TestHub hub)
    {
        Assert.Empty(System.IO.Directory.GetFiles(world.App.SecretsDirectory, "code-*"));
        Assert.Null((await world.App.Get<AccountsTable>().FindAsync(hub.AccountId, HubWorld.Cancel))?.GivenCode);
        var everywhere = await StoredText.ReadTablesAsync(world.App) + await StoredText.ReadBlobsAsync(world.App) + world.App.Log.All;
        Assert.DoesNotContain("904713", everywhere, StringComparison.Ordinal);
        Assert.DoesNotContain(Code, everywhere, StringComparison.Ordinal);
    }
}
