using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;

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
            seen.Add((await run.GetCredentialsAsync(cancel)).OneTimeCode);
            seen.Add((await run.GetCredentialsAsync(cancel)).OneTimeCode);
            throw new AppFailureException(new Failure(FailureKind.TotpRequired, FailurePhase.Login));
        });
        hub.Site.BeforeNextRead(async (run, cancel) => seen.Add((await run.GetCredentialsAsync(cancel)).OneTimeCode));

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
    public async Task A_code_that_no_sign_in_needed_goes_with_the_step_and_of_two_answers_the_first_counts()
    {
        var hub = await world.ConnectAsync();
        hub.Site.FailNextRead(FailureKind.TotpRequired);
        var waiting = await hub.CheckUntilWaitingAsync();
        await world.Engine.HasReadAsync(waiting.Id);
        await world.Tasks.ChangeAsync(waiting.Id, row => row with { Decision = new RecordedDecision(DecisionKind.Answered, "owner", "Olive", DateTimeOffset.UtcNow) }, HubWorld.Cancel);

        (await AnswerAsync(hub, waiting.Id, new { code = Code })).Expect(HttpStatusCode.Accepted);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(waiting.Id)).Status);
        await AssertNowhereAsync(hub);

        hub.Site.FailNextRead(FailureKind.TotpRequired);
        var second = await hub.CheckUntilWaitingAsync();
        (await AnswerAsync(hub, second.Id, new { code = Code })).Expect(HttpStatusCode.Accepted);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(second.Id)).Status);
        await AssertNowhereAsync(hub);
    }

    [Fact]
    public async Task A_code_is_refused_where_nobody_asks_for_one_and_where_it_is_none()
    {
        var hub = await world.ConnectAsync();
        hub.Site.FailNextRead(FailureKind.ChallengeRequired);
        var waiting = await hub.CheckUntilWaitingAsync();

        (await AnswerAsync(hub, waiting.Id, new { code = Code })).ExpectInvalid("code");
        (await AnswerAsync(hub, waiting.Id, new { code = "12345" })).ExpectInvalid("code");
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
