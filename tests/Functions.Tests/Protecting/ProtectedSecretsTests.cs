using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Tasks;

namespace Seatkeeper.Functions.Tests.Protecting;

public sealed class ProtectedSecretsTests(ProtectWorld world) : IClassFixture<ProtectWorld>
{
    [Fact]
    public async Task An_account_whose_protection_is_unfinished_is_deleted_only_where_that_is_allowed()
    {
        var account = await world.AccountAsync();
        // Somebody changes the password at the app between the change and the sign-in that would show it.
        account.Site.At = moment =>
        {
            if (moment == "after password") account.Site.Password = "somebody-elses";
            return Task.CompletedTask;
        };
        var lost = await account.RunAsync("protect");
        Assert.Equal(AutomatedTaskStatus.Failed, lost.Status);

        var refused = (await account.Caller.DeleteAsync($"accounts/{account.Id}")).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");

        Assert.Equal($"/api/v1/tasks/{lost.Id}", refused.Json["link"]?.GetValue<string>());
        (await account.Caller.DeleteAsync($"accounts/{account.Id}?allow=everything")).ExpectInvalid("allow");
        Assert.Equal((false, 2), ((await account.RowAsync()).IsDeleting, account.SecretFiles().Count));
        (await account.Caller.DeleteAsync($"accounts/{account.Id}?allow=unfinishedProtection")).Expect(HttpStatusCode.NoContent);
        Assert.Empty(account.SecretFiles());
    }

    [Fact]
    public async Task What_was_made_here_is_untold_until_its_owner_has_saved_another_in_its_place()
    {
        var account = await world.AccountAsync();
        Assert.Equal((false, false), await UntoldAsync(account));
        Assert.Equal(AutomatedTaskStatus.Completed, (await account.RunAsync("protect")).Status);
        Assert.Equal((true, true), await UntoldAsync(account));

        // The password that was made stays in force with another secret, and the secret with another password.
        Assert.Equal((true, false), await UntoldAfterAsync(account, new ChangeCredentialsRequest(null, "JBSWY3DPEHPK3PXP")));
        Assert.Equal((false, false), await UntoldAfterAsync(account, new ChangeCredentialsRequest("my-own", null)));

        var other = await world.AccountAsync();
        Assert.Equal(AutomatedTaskStatus.Completed, (await other.RunAsync("protect")).Status);
        Assert.Equal((false, true), await UntoldAfterAsync(other, new ChangeCredentialsRequest("my-own", null)));
        Assert.Equal((false, false), await UntoldAfterAsync(other, new ChangeCredentialsRequest(null, "")));
    }

    [Fact]
    public async Task A_login_tells_the_password_and_not_the_secret_for_codes_for_which_the_backup_code_stands()
    {
        var account = await world.AccountAsync();
        Assert.Equal(AutomatedTaskStatus.Completed, (await account.RunAsync("protect")).Status);

        var given = (await account.Caller.PostAsync($"accounts/{account.Id}/login", new { })).Expect(HttpStatusCode.OK).As<LoginResponse>();
        Assert.Equal((account.Site.Password, (false, true)), (given.Password, await UntoldAsync(account)));

        (await account.Caller.PostAsync($"accounts/{account.Id}/backup-code", new { })).Expect(HttpStatusCode.OK);
        Assert.Equal((false, false), await UntoldAsync(account));
    }

    [Fact]
    public async Task A_backup_code_that_its_owner_takes_before_a_sign_in_showed_that_the_secret_counts_stands_for_it_too()
    {
        var account = await world.AccountAsync();
        account.Site.At = async moment =>
        {
            if (moment == "after backup code") (await account.Caller.PostAsync($"accounts/{account.Id}/backup-code", new { })).Expect(HttpStatusCode.OK);
        };

        Assert.Equal(AutomatedTaskStatus.Completed, (await account.RunAsync("protect")).Status);

        Assert.Equal((true, false), await UntoldAsync(account));
    }

    private static async Task<(bool Password, bool Totp)> UntoldAfterAsync(OwnedAccount account, ChangeCredentialsRequest change)
    {
        (await account.Caller.PutAsync($"accounts/{account.Id}/credentials", change)).Expect(HttpStatusCode.OK);
        return await UntoldAsync(account);
    }

    private static async Task<(bool Password, bool Totp)> UntoldAsync(OwnedAccount account)
    {
        var row = await account.RowAsync();
        return (row.HasUntoldPassword, row.HasUntoldTotp);
    }
}
