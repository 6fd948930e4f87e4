using System.Globalization;
using System.Net;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Protecting;

public sealed class ProtectAccountTests(ProtectWorld world) : IClassFixture<ProtectWorld>
{
    [Fact]
    public async Task A_protected_account_has_a_strong_password_two_factor_and_a_backup_code_for_its_owner_alone()
    {
        var account = await world.AccountAsync();

        var task = await account.RunAsync("protect");

        Assert.Equal((AutomatedTaskType.ProtectAccount, AutomatedTaskStatus.Completed, 2), (task.Type, task.Status, task.ItemsDone));
        var row = await account.RowAsync();
        Assert.True(await account.SignsInAsync(row.CredentialsVersion));
        Assert.NotNull(account.Site.TotpSecret);
        Assert.Matches("^(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9])(?=.*[^A-Za-z0-9]).{24,}$", account.Site.Password);
        Assert.Empty(account.Site.Wrong);
        Assert.Single(account.SecretFiles());
        // Whatever the automation did, it read no backup code.
        Assert.DoesNotContain(world.Secrets.Reads, name => name.StartsWith($"owner-{account.Id}", StringComparison.Ordinal));
        var told = (await account.Caller.GetAsync($"activity?userId={account.OwnerId}")).Expect(HttpStatusCode.OK).Text;
        Assert.Contains("accountProtected", told, StringComparison.Ordinal);

        var everywhere = told + task + world.App.Log.All + await StoredText.ReadTablesAsync(world.App) + await StoredText.ReadBlobsAsync(world.App);
        foreach (var secret in new[] { account.Site.Password, account.Site.TotpSecret ?? "", ScriptedOwnAccount.BackupCode, ProtectWorld.OldPassword })
            Assert.DoesNotContain(secret, everywhere, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1, Explicit = true)]
    public async Task Whatever_write_the_process_ends_after_a_secret_that_works_is_kept_and_the_next_try_finishes(int every)
    {
        var writes = await CountWritesAsync();
        Assert.InRange(writes, 15, 80);

        await Parallel.ForEachAsync(
            Enumerable.Range(1, writes).Where(after => after % every == 0), new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = ProtectWorld.Cancel }, async (after, _) => await EndAndFinishAsync(after));
    }

    [Fact]
    public async Task A_dry_run_tells_both_steps_and_changes_nothing()
    {
        var account = await world.AccountAsync();

        var plan = (await account.Caller.PostAsync($"accounts/{account.Id}/protect?dryRun=true", new { })).Expect(HttpStatusCode.OK).As<ProtectionPlanResponse>();

        Assert.Equal(["ChangePassword", "TurnOnTwoFactor"], plan.Items.Select(item => item.Action));
        Assert.False(plan.GoesOn);
        Assert.Equal((ProtectWorld.OldPassword, null), (account.Site.Password, account.Site.TotpSecret));
        Assert.Null((await account.RowAsync()).TaskId);
    }

    [Fact]
    public async Task A_step_that_is_repeated_sends_nothing_a_second_time_and_the_same_task_finishes()
    {
        var account = await world.AccountAsync();
        var ends = 0;
        account.Site.At = moment => moment is "after password" or "after two-factor" && Interlocked.Increment(ref ends) <= 2
            ? throw new TransientException("The worker died.")
            : Task.CompletedTask;

        var task = await account.RunAsync("protect");

        Assert.Equal((AutomatedTaskStatus.Completed, 2), (task.Status, task.ItemsDone));
        // One sign-in of the old password to change it; then the new one: to see it, to turn two-factor on, to see that.
        Assert.Equal([ProtectWorld.OldPassword, account.Site.Password, account.Site.Password, account.Site.Password], account.Site.SignIns);
        Assert.Empty(account.Site.Wrong);
        // What the app showed once is lost with the worker, and that is said.
        Assert.False((await account.RowAsync()).HasBackupCode);
        Assert.Contains("No backup code was kept", (await account.Caller.GetAsync($"tasks/{task.Id}/items")).Expect(HttpStatusCode.OK).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_secret_for_codes_that_the_app_takes_no_more_does_not_hide_the_new_one()
    {
        var account = await world.AccountAsync(totpSecret: "JBSWY3DPEHPK3PXP");
        // The sign-in that would show it ends before the app has judged it, and nobody knows where.
        account.Site.At = moment =>
        {
            if (moment == "after two-factor") account.Site.FailNextSignIn(FailureKind.PageContractBroken);
            return Task.CompletedTask;
        };
        Assert.Equal(AutomatedTaskStatus.CompletedWithErrors, (await account.RunAsync("protect")).Status);
        account.Site.At = _ => Task.CompletedTask;

        var task = await account.RunAsync("protect");

        Assert.Equal((AutomatedTaskStatus.Completed, null), (task.Status, task.Failure));
        Assert.True(await account.SignsInAsync((await account.RowAsync()).CredentialsVersion));
        Assert.Single(account.SecretFiles());
    }

    [Fact]
    public async Task A_change_that_the_app_only_says_it_made_is_found_out_and_the_old_password_stays()
    {
        var account = await world.AccountAsync();
        account.Site.NextChange = new OwnChange(OwnChangeStatus.Sent);

        var lied = await account.RunAsync("protect");

        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.EffectNotApplied), (lied.Status, lied.Failure?.Kind));
        Assert.True(await account.SignsInAsync((await account.RowAsync()).CredentialsVersion));
        Assert.Equal((null, 1, 1), ((await account.RowAsync()).Pending, account.Site.Wrong.Count, account.SecretFiles().Count));
        account.Site.NextChange = null;
        var again = (await account.Caller.PostAsync($"tasks/{lied.Id}/retry", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Completed, (await account.EndOfAsync(again.Id)).Status);
        Assert.Equal(lied.Id, again.RetryOf);
        Assert.True(await account.SignsInAsync((await account.RowAsync()).CredentialsVersion));
    }

    [Fact]
    public async Task What_the_app_refused_is_not_tried_as_a_password_and_what_was_not_sent_is_neither()
    {
        foreach (var status in new[] { OwnChangeStatus.Refused, OwnChangeStatus.NotSent })
        {
            var account = await world.AccountAsync();
            account.Site.NextChange = new OwnChange(status, new Failure(FailureKind.EffectNotApplied, FailurePhase.Submit));

            var task = await account.RunAsync("protect");

            Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.EffectNotApplied), (task.Status, task.Failure?.Kind));
            Assert.Empty(account.Site.Wrong);
            Assert.Equal((null, ProtectWorld.OldPassword, 1), ((await account.RowAsync()).Pending, account.Site.Password, account.SecretFiles().Count));
        }
    }

    [Fact]
    public async Task Where_neither_works_both_are_kept_and_handed_to_the_owner_whose_word_then_counts()
    {
        var account = await world.AccountAsync();
        // Somebody changes the password at the app between the change and the sign-in that would show it.
        account.Site.At = moment =>
        {
            if (moment == "after password") account.Site.Password = "somebody-elses";
            return Task.CompletedTask;
        };

        var lost = await account.RunAsync("protect");
        var again = await account.RunAsync("protect");

        Assert.All(new[] { lost, again }, task => Assert.Equal(
            (AutomatedTaskStatus.Failed, FailureKind.InvalidCredentials, FailureEffect.Unknown), (task.Status, task.Failure?.Kind, task.Failure?.Effect)));
        Assert.Equal((2, 2), (account.Site.Wrong.Count, account.Site.Wrong.Distinct(StringComparer.Ordinal).Count()));
        Assert.Equal(2, account.SecretFiles().Count);
        Assert.True((await account.Caller.GetAsync($"accounts/{account.Id}")).As<AccountResponse>().ProtectionUnfinished);
        var login = (await account.Caller.PostAsync($"accounts/{account.Id}/login", new { })).Expect(HttpStatusCode.OK).As<LoginResponse>();
        Assert.Equal((ProtectWorld.OldPassword, true), (login.Password, account.Site.Wrong.Contains(login.Unfinished?.Password ?? "")));

        (await account.Caller.PutAsync($"accounts/{account.Id}/credentials", new ChangeCredentialsRequest(null, "JBSWY3DPEHPK3PXP"))).ExpectInvalid("password");
        // What the owner saves may be mistyped: nothing that may be in force goes before something else was seen to sign in.
        (await account.Caller.PutAsync($"accounts/{account.Id}/credentials", new ChangeCredentialsRequest("somebody-else", null))).Expect(HttpStatusCode.OK);
        Assert.Equal(AutomatedTaskStatus.Failed, (await account.RunAsync("verify")).Status);
        (await account.Caller.PutAsync($"accounts/{account.Id}/credentials", new ChangeCredentialsRequest("somebody-elses", null))).Expect(HttpStatusCode.OK);
        Assert.Equal(3, account.SecretFiles().Count);
        var earlier = (await account.Caller.PostAsync($"accounts/{account.Id}/login", new { })).Expect(HttpStatusCode.OK).As<LoginResponse>();
        Assert.Equal(("somebody-elses", null, login.Password, login.Unfinished?.Password), (earlier.Password, earlier.Unfinished, earlier.Earlier?[0].Password, earlier.Earlier?[1].Password));
        Assert.True((await account.Caller.GetAsync($"accounts/{account.Id}")).As<AccountResponse>().ProtectionUnfinished);

        Assert.Equal(AutomatedTaskStatus.Completed, (await account.RunAsync("verify")).Status);
        Assert.Single(account.SecretFiles());
        Assert.False((await account.Caller.GetAsync($"accounts/{account.Id}")).As<AccountResponse>().ProtectionUnfinished);
        account.Site.At = _ => Task.CompletedTask;
        Assert.Equal(AutomatedTaskStatus.Completed, (await account.RunAsync("protect")).Status);
    }

    [Fact]
    public async Task Of_one_that_is_at_work_there_is_one_and_the_account_is_neither_changed_nor_deleted_under_it()
    {
        var account = await world.AccountAsync();
        var (begun, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        account.Site.At = async moment =>
        {
            if (moment != "after password") return;
            begun.TrySetResult();
            await goOn.Task.WaitAsync(ProtectWorld.Cancel);
        };
        var first = (await account.Caller.PostAsync($"accounts/{account.Id}/protect", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        await begun.Task.WaitAsync(ProtectWorld.Cancel);

        Assert.Equal(first.Id, (await account.Caller.PostAsync($"accounts/{account.Id}/protect", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        foreach (var refused in new[]
        {
            await account.Caller.PostAsync($"accounts/{account.Id}/verify", new { }),
            await account.Caller.DeleteAsync($"accounts/{account.Id}"),
            await account.Caller.PutAsync($"accounts/{account.Id}/credentials", new ChangeCredentialsRequest("another", null)),
        })
            Assert.Equal($"/api/v1/tasks/{first.Id}", refused.ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed").Json["link"]?.GetValue<string>());
        goOn.SetResult();
        Assert.Equal(AutomatedTaskStatus.Completed, (await account.EndOfAsync(first.Id)).Status);
        (await account.Caller.DeleteAsync($"accounts/{account.Id}")).Expect(HttpStatusCode.NoContent);
        Assert.DoesNotContain(System.IO.Directory.GetFiles(world.App.SecretsDirectory), file => file.Contains(account.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_its_owner_in_person_protects_an_account_and_never_one_of_automation()
    {
        var account = await world.AccountAsync();
        using var other = await world.App.CallerAsync("other", Domain.Access.WorkspaceRole.SuperAdmin);
        using var inTheirName = await world.App.CallerAsync(account.OwnerId, Domain.Access.WorkspaceRole.User, inPerson: false);
        var bot = await world.AccountAsync(purpose: "automation");

        (await other.PostAsync($"accounts/{account.Id}/protect", new { })).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        (await inTheirName.PostAsync($"accounts/{account.Id}/protect", new { })).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await bot.Caller.PostAsync($"accounts/{bot.Id}/protect", new { })).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        var same = (await account.Caller.PostAsync("accounts", new SaveAccountRequest("ahrefs", "The same", $"{bot.OwnerId}@example.com", "x", null, "personal"))).As<AccountResponse>();
        (await account.Caller.PostAsync($"accounts/{same.Id}/protect", new { })).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        account.Site.NextChange = new OwnChange(OwnChangeStatus.Refused);
        var failed = await account.RunAsync("protect");
        (await other.PostAsync($"tasks/{failed.Id}/retry", new { })).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        Assert.Empty(bot.Site.SignIns);
    }

    private async Task<int> CountWritesAsync()
    {
        var account = await world.AccountAsync();
        Arm(account, 0);
        Assert.Equal(AutomatedTaskStatus.Completed, (await account.RunAsync("protect")).Status);
        return world.Kills.Of(account.Id).Writes;
    }

    private async Task EndAndFinishAsync(int after)
    {
        var account = await world.AccountAsync();
        Arm(account, after);
        var answer = await account.Caller.PostAsync($"accounts/{account.Id}/protect", new { });
        if (answer.Status == HttpStatusCode.Accepted) await account.EndOfAsync(answer.As<TaskResponse>().Id);
        var (_, hasStruck, last) = world.Kills.Of(account.Id);
        var where = string.Create(CultureInfo.InvariantCulture, $"after write {after} ({last})");
        Assert.True(hasStruck, where);

        // At this moment nobody may be locked out.
        var left = await account.RowAsync();
        Assert.True(await account.SignsInAsync(left.CredentialsVersion) || await account.SignsInAsync(left.Pending?.Version), $"Nothing that is kept signs in {where}.");

        var finished = await account.RunAsync("protect");

        Assert.True(finished.Status == AutomatedTaskStatus.Completed, $"{where}: {finished.Failure}");
        var row = await account.RowAsync();
        Assert.True(await account.SignsInAsync(row.CredentialsVersion), where);
        Assert.True(account.Site.TotpSecret is not null && row is { Pending: null, RetiredVersion: null, HasTotpSecret: true }, where);
        Assert.True(account.SecretFiles().Count == 1, $"{where}: {account.SecretFiles().Count} secrets");
        Assert.True(row.HasBackupCode || !System.IO.Directory.EnumerateFiles(world.App.SecretsDirectory, $"owner-{account.Id}-*").Any(), $"{where}: a backup code lies there that nobody is told of");
        // Each of old and new at most once where it is wrong.
        Assert.True(account.Site.Wrong.GroupBy(wrong => wrong, StringComparer.Ordinal).All(tries => tries.Count() == 1) && account.Site.Wrong.Count <= 2, $"{where}: {account.Site.Wrong.Count} wrong passwords");
    }

    private void Arm(OwnedAccount account, int after)
    {
        world.Kills.Arm(account.Id, after);
        account.Site.At = moment =>
        {
            world.Kills.Count(account.Id, moment);
            return Task.CompletedTask;
        };
    }
}
