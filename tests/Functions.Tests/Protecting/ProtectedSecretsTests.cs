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
    public async Task What_was_made_here_is_untold_until_its_owner_logs_in_or_has_saved_all_of_it_anew()
    {
        var account = await world.AccountAsync();
        Assert.False((await account.RowAsync()).HasUntoldSecrets);
        Assert.Equal(AutomatedTaskStatus.Completed, (await account.RunAsync("protect")).Status);
        Assert.True((await account.RowAsync()).HasUntoldSecrets);

        // The password that was made stays in force with another secret, and the secret with another password.
        Assert.True(await IsUntoldAfterAsync(new ChangeCredentialsRequest(null, "JBSWY3DPEHPK3PXP")));
        Assert.True(await IsUntoldAfterAsync(new ChangeCredentialsRequest("my-own", null)));
        Assert.False(await IsUntoldAfterAsync(new ChangeCredentialsRequest("my-own", "JBSWY3DPEHPK3PXP")));

        var other = await world.AccountAsync();
        Assert.Equal(AutomatedTaskStatus.Completed, (await other.RunAsync("protect")).Status);
        var given = (await other.Caller.PostAsync($"accounts/{other.Id}/login", new { })).Expect(HttpStatusCode.OK).As<LoginResponse>();
        Assert.Equal((other.Site.Password, false), (given.Password, (await other.RowAsync()).HasUntoldSecrets));

        async Task<bool> IsUntoldAfterAsync(ChangeCredentialsRequest change)
        {
            (await account.Caller.PutAsync($"accounts/{account.Id}/credentials", change)).Expect(HttpStatusCode.OK);
            return (await account.RowAsync()).HasUntoldSecrets;
        }
    }
}
