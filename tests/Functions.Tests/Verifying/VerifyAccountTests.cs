using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Tests.Protecting;

namespace Seatkeeper.Functions.Tests.Verifying;

public sealed class VerifyAccountTests(ProtectWorld world) : IClassFixture<ProtectWorld>
{
    [Fact]
    public async Task Right_credentials_are_known_to_be_right_and_trouble_that_passes_is_waited_for()
    {
        var account = await world.AccountAsync();
        account.Site.FailNextSignIn(FailureKind.SiteUnavailable);

        var task = await account.RunAsync("verify");

        Assert.Equal((AutomatedTaskType.VerifyAccount, AutomatedTaskStatus.Completed), (task.Type, task.Status));
        var shown = (await account.Caller.GetAsync($"accounts/{account.Id}")).Expect(HttpStatusCode.OK).As<AccountResponse>();
        Assert.NotNull(shown.VerifiedAt);
        Assert.Equal((null, task.Id), (shown.RejectedAs, shown.TaskId));
    }

    [Fact]
    public async Task Wrong_credentials_are_sent_once_and_never_again_until_others_are_saved()
    {
        var account = await world.AccountAsync(password: "wrong-one");

        var first = await account.RunAsync("verify");
        var retry = (await account.Caller.PostAsync($"tasks/{first.Id}/retry", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        var second = await account.EndOfAsync(retry.Id);
        var third = await account.RunAsync("protect");

        Assert.All(new[] { first, second, third }, task => Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.InvalidCredentials), (task.Status, task.Failure?.Kind)));
        Assert.Equal(["wrong-one"], account.Site.Wrong);
        Assert.Equal(FailureKind.InvalidCredentials, (await account.Caller.GetAsync($"accounts/{account.Id}")).As<AccountResponse>().RejectedAs);
        (await account.Caller.PutAsync($"accounts/{account.Id}/credentials", new ChangeCredentialsRequest(ProtectWorld.OldPassword, null))).Expect(HttpStatusCode.OK);
        Assert.Equal(AutomatedTaskStatus.Completed, (await account.RunAsync("verify")).Status);
    }

    [Fact]
    public async Task Nothing_more_is_done_with_the_account_of_somebody_who_left()
    {
        var account = await world.AccountAsync();
        var (begun, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        account.Site.At = async moment =>
        {
            if (moment != "after password") return;
            begun.TrySetResult();
            await goOn.Task.WaitAsync(ProtectWorld.Cancel);
        };
        var task = (await account.Caller.PostAsync($"accounts/{account.Id}/protect", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        await begun.Task.WaitAsync(ProtectWorld.Cancel);

        (await world.App.Owner.DeleteAsync($"directory/users/{account.OwnerId}")).Expect(HttpStatusCode.NoContent);
        goOn.SetResult();
        var ended = await account.EndOfAsync(task.Id);

        // What was sent is settled all the same; nothing else is begun, and they get nothing any more.
        Assert.Equal((AutomatedTaskStatus.CompletedWithErrors, FailureKind.Cancelled), (ended.Status, ended.Failure?.Kind));
        Assert.True(await account.SignsInAsync((await account.RowAsync()).CredentialsVersion));
        Assert.Null(account.Site.TotpSecret);
        (await account.Caller.PostAsync($"accounts/{account.Id}/login", new { })).ExpectProblem(HttpStatusCode.Unauthorized, "notAuthenticated");
    }
}
