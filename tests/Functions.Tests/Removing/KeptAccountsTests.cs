using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Tasks;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Removing;

public sealed class KeptAccountsTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task An_account_that_is_kept_though_all_were_to_be_deleted_is_told_with_the_reason_in_the_activity_and_by_the_task()
    {
        var hub = await world.HubOfAsync(2);
        var (unfinished, other) = (await hub.ConnectedAccountAsync(), await hub.ConnectedAccountAsync());
        await world.App.Get<AccountsTable>().ChangeAsync(
            unfinished, now => now with { Pending = new PendingCredentials("v2", ProtectionStep.Password, HasTotpSecret: false, SentAt: DateTimeOffset.UtcNow) }, HubWorld.Cancel);

        var task = await hub.RemoveHubAsync("?accounts=delete");

        Assert.Equal(AutomatedTaskStatus.Completed, task.Status);
        Assert.Equal("Connected accounts that were kept, because their owners have nowhere else what signs in to them: 1", task.Progress);
        Assert.NotNull(await world.App.Get<AccountsTable>().FindAsync(unfinished, HubWorld.Cancel));
        Assert.Null(await world.App.Get<AccountsTable>().FindAsync(other, HubWorld.Cancel));
        var told = (await hub.ActivityAsync()).Where(entry => entry.Entry.TaskId == task.Id).Select(entry => entry.Entry).ToList();
        var kept = Assert.Single(told, entry => entry.Event == "accountKept");
        Assert.Equal((hub.Owner.Person.Id, "me@example.com"), (kept.UserId, kept.Before));
        Assert.Contains("protection is unfinished", kept.After, StringComparison.Ordinal);
        Assert.Equal(task.Progress, Assert.Single(told, entry => entry.Event == "hubRemoved").After);
    }

    [Fact]
    public async Task Of_whoever_left_only_an_account_is_kept_that_a_task_is_still_at_work_on()
    {
        var hub = await world.HubOfAsync(2);
        var (untold, unfinished, atWork, present) = (await hub.ConnectedAccountAsync(), await hub.ConnectedAccountAsync(), await hub.ConnectedAccountAsync(), await hub.ConnectedAccountAsync());
        var leaver = (await world.PersonAsync(WorkspaceRole.User)).Person;
        var (accounts, users) = (world.App.Get<AccountsTable>(), world.App.Get<WorkspaceUsersTable>());
        var task = $"account-{atWork}-protect-1";
        await world.Tasks.InsertAsync(new NewTask(task, AutomatedTaskType.ProtectAccount, TaskTrigger.Api, HubId: null, TaskWorld.Olive, TaskWorld.Works), HubWorld.Cancel);
        var sent = new PendingCredentials("v2", ProtectionStep.Password, HasTotpSecret: false, SentAt: DateTimeOffset.UtcNow);
        await accounts.ChangeAsync(untold, now => now with { OwnerId = leaver.Id, HasUntoldPassword = true, BackupCode = "waits" }, HubWorld.Cancel);
        await accounts.ChangeAsync(unfinished, now => now with { OwnerId = leaver.Id, Pending = sent }, HubWorld.Cancel);
        await accounts.ChangeAsync(atWork, now => now with { OwnerId = leaver.Id, Pending = sent, TaskId = task }, HubWorld.Cancel);
        await accounts.ChangeAsync(present, now => now with { HasUntoldPassword = true }, HubWorld.Cancel);
        await users.SaveAsync([(await users.FindAsync(leaver.Id, HubWorld.Cancel) ?? leaver) with { Active = false }], HubWorld.Cancel);

        var plan = (await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}?accounts=delete&dryRun=true")).Expect(HttpStatusCode.OK).As<HubRemovalPlanResponse>();
        await hub.RemoveHubAsync("?accounts=delete");

        string[] deleted = [untold, unfinished];
        Assert.Equal(deleted.Order(StringComparer.Ordinal), plan.Accounts.Where(account => account.Fate == AccountFate.Deleted).Select(account => account.AccountId).Order(StringComparer.Ordinal));
        foreach (var id in deleted)
            Assert.Null(await accounts.FindAsync(id, HubWorld.Cancel));
        Assert.All([atWork, present], id => Assert.NotNull(plan.Accounts.Single(account => account.AccountId == id).KeptBecause));
        Assert.NotNull(await accounts.FindAsync(atWork, HubWorld.Cancel));
        Assert.NotNull(await accounts.FindAsync(present, HubWorld.Cancel));
    }

    [Fact]
    public async Task What_a_protection_made_is_kept_until_its_owner_was_given_it_and_a_dry_run_says_so()
    {
        var hub = await world.HubOfAsync(2);
        var (untold, halfTold, told) = (await ProtectedAsync(hub), await ProtectedAsync(hub), await ProtectedAsync(hub));
        await LogInAsync(hub, halfTold);
        await LogInAsync(hub, told);
        (await hub.Owner.Caller.PostAsync($"accounts/{told}/backup-code", new { })).Expect(HttpStatusCode.OK);

        var plan = (await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}?accounts=delete&dryRun=true")).Expect(HttpStatusCode.OK).As<HubRemovalPlanResponse>();
        var of = plan.Accounts.ToDictionary(account => account.AccountId, account => (account.Fate, account.KeptBecause), StringComparer.Ordinal);
        Assert.Equal((AccountFate.Kept, AccountFate.Kept, (AccountFate.Deleted, null)), (of[untold].Fate, of[halfTold].Fate, of[told]));
        Assert.Contains("has not logged in", of[untold].KeptBecause, StringComparison.Ordinal);
        Assert.Contains("backup code", of[halfTold].KeptBecause, StringComparison.Ordinal);

        Assert.EndsWith(": 2", (await hub.RemoveHubAsync("?accounts=delete")).Progress, StringComparison.Ordinal);

        Assert.Equal(
            new[] { of[untold].KeptBecause, of[halfTold].KeptBecause }.Order(StringComparer.Ordinal),
            (await hub.ActivityAsync()).Where(recorded => recorded.Entry.Event == "accountKept").Select(recorded => recorded.Entry.After).Order(StringComparer.Ordinal));
        Assert.Null(await world.App.Get<AccountsTable>().FindAsync(told, HubWorld.Cancel));
        // What is kept is all that signs in, for its owner to take.
        Assert.Equal(world.OwnAccount(NameOf(untold), HubWorld.Password).Password, (await LogInAsync(hub, untold)).Password);
        (await hub.Owner.Caller.PostAsync($"accounts/{untold}/backup-code", new { })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_account_whose_owner_has_neither_the_secret_for_codes_nor_a_backup_code_is_kept_also_after_a_login()
    {
        var hub = await world.HubOfAsync(2);
        var (codeless, own) = (await ProtectedAsync(hub, showsBackupCode: false), await ProtectedAsync(hub, showsBackupCode: false));
        await LogInAsync(hub, codeless);
        // Their own password and no second factor: nothing of it is here alone.
        (await hub.Owner.Caller.PutAsync($"accounts/{own}/credentials", new ChangeCredentialsRequest("my-own", ""))).Expect(HttpStatusCode.OK);

        var plan = (await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}?accounts=delete&dryRun=true")).Expect(HttpStatusCode.OK).As<HubRemovalPlanResponse>();
        await hub.RemoveHubAsync("?accounts=delete");

        Assert.Contains("secret of its one-time codes", plan.Accounts.Single(account => account.AccountId == codeless).KeptBecause, StringComparison.Ordinal);
        Assert.NotNull((await LogInAsync(hub, codeless)).OneTimeCode);
        Assert.Null(await world.App.Get<AccountsTable>().FindAsync(own, HubWorld.Cancel));
    }

    private async Task<string> ProtectedAsync(TestHub hub, bool showsBackupCode = true)
    {
        var id = await hub.ConnectedAccountAsync();
        await world.App.Get<AccountsTable>().ChangeAsync(id, now => now with { Username = NameOf(id) }, HubWorld.Cancel);
        world.OwnAccount(NameOf(id), HubWorld.Password).ShowsBackupCode = showsBackupCode;
        var task = (await hub.Owner.Caller.PostAsync($"accounts/{id}/protect", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(task.Id)).Status);
        return id;
    }

    private static async Task<LoginResponse> LogInAsync(TestHub hub, string account) =>
        (await hub.Owner.Caller.PostAsync($"accounts/{account}/login", new { })).Expect(HttpStatusCode.OK).As<LoginResponse>();

    private static string NameOf(string account) => $"{account}@example.com";
}
