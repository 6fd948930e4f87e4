using Seatkeeper.Functions.Secrets;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Automation;

/// <summary>
/// One-time codes that people give where the app asks for one that nobody can compute. Each is in the secret store alone, for one sign-in:
/// the row of the task, and then of the account, names its secret; whoever takes it deletes it.
/// </summary>
public sealed class GivenCodes(ISecretStore secrets, AccountsTable accounts)
{
    /// <summary>Keeps a code.</summary>
    /// <returns>The secret's name.</returns>
    public async Task<string> KeepAsync(string accountId, string code, CancellationToken cancel)
    {
        var name = $"code-{accountId}-{Guid.NewGuid():N}";
        await secrets.SetAsync(name, code, cancel);
        return name;
    }

    /// <summary>Gives a code to the account's next sign-in, in the place of one that was never used.</summary>
    public async Task HandOverAsync(string accountId, string name, CancellationToken cancel)
    {
        var earlier = (await accounts.FindAsync(accountId, cancel))?.GivenCode;
        await accounts.ChangeAsync(accountId, now => now with { GivenCode = name }, cancel);
        if (earlier is not null && earlier != name)
            await ForgetAsync(earlier, cancel);
    }

    /// <summary>Takes the code of an account: nobody gets it a second time.</summary>
    /// <returns>The code, or null where none was given.</returns>
    public async Task<string?> TakeAsync(string accountId, CancellationToken cancel)
    {
        if ((await accounts.FindAsync(accountId, cancel))?.GivenCode is not { } name)
            return null;
        // The secret before its name: cut short in between, a name is left that stands for nothing.
        var code = await secrets.GetAsync(name, cancel);
        await ForgetAsync(name, cancel);
        await accounts.ChangeAsync(accountId, now => now.GivenCode == name ? now with { GivenCode = null } : null, cancel);
        return code;
    }

    /// <summary>Deletes a code that nobody will use.</summary>
    public Task ForgetAsync(string name, CancellationToken cancel) => secrets.DeleteAsync(name, cancel);
}
