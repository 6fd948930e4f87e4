using Microsoft.Extensions.Logging;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Automation;

/// <summary>
/// One-time codes that people give where the app asks for one that nobody can compute. Each is in the secret store alone, for one sign-in
/// of one account by the task that asked, and for minutes: the row of the task, and then of the account, names its secret, and whoever
/// takes it deletes it. What nobody took is swept away, whatever became of the task.
/// </summary>
public sealed partial class GivenCodes(ISecretStore secrets, AccountsTable accounts, TimeProvider clock, ILogger<GivenCodes> log)
{
    /// <summary>How long a code may be used; the app's own are good for less.</summary>
    public static TimeSpan GoodFor { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Keeps a code. It is noted first, so that it is swept away wherever this is cut short.</summary>
    /// <returns>The secret's name.</returns>
    public async Task<string> KeepAsync(string accountId, string code, CancellationToken cancel)
    {
        var name = $"{Begin(accountId)}{Guid.NewGuid():N}";
        await accounts.NoteCodeAsync(name, clock.GetUtcNow(), cancel);
        await secrets.SetAsync(name, code, cancel);
        return name;
    }

    /// <summary>Gives a code to the task's next sign-in with the account that it was given for.</summary>
    public async Task HandOverAsync(HandedCode code, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(code);
        if (code.Name.StartsWith(Begin(code.AccountId), StringComparison.Ordinal))
            await accounts.ChangeAsync(code.AccountId, now => now with { GivenCode = code.Name, CodeGivenAt = clock.GetUtcNow(), CodeTaskId = code.TaskId }, cancel);
    }

    /// <summary>Takes the code that was given to a task for an account: nobody gets it a second time, no other task does, and nobody once it is old.</summary>
    /// <returns>The code, or null where none was given.</returns>
    public async Task<string?> TakeAsync(string accountId, string taskId, CancellationToken cancel)
    {
        if (await accounts.FindAsync(accountId, cancel) is not { GivenCode: { } name } account || account.CodeTaskId != taskId)
            return null;
        var code = account.CodeGivenAt > clock.GetUtcNow() - GoodFor ? await secrets.GetAsync(name, cancel) : null;
        await ForgetAsync(name, cancel);
        await accounts.ChangeAsync(accountId, now => now.GivenCode == name ? now with { GivenCode = null, CodeGivenAt = null, CodeTaskId = null } : null, cancel);
        return code;
    }

    /// <summary>Deletes a code, and its note after it. One that cannot be deleted keeps its note, and is swept away later.</summary>
    public async Task ForgetAsync(string name, CancellationToken cancel)
    {
        try
        {
            await secrets.DeleteAsync(name, cancel);
        }
        catch (AppFailureException e)
        {
            // Whoever has read it has to get it: it is good for minutes, and nobody is asked to give the same one twice.
            CodeStayed(log, name, e.Failure.Kind);
            return;
        }

        await accounts.ForgetCodeAsync(name, cancel);
    }

    /// <summary>Deletes every code that is too old to be used, whatever became of the task that it was given to.</summary>
    public async Task SweepAsync(CancellationToken cancel)
    {
        foreach (var name in await accounts.ListCodesAsync(clock.GetUtcNow() - GoodFor, cancel))
            await ForgetAsync(name, cancel);
    }

    private static string Begin(string accountId) => $"code-{accountId}-";

    [LoggerMessage(LogLevel.Warning, "One-time code {Name} that is needed no more could not be deleted: {Kind}")]
    private static partial void CodeStayed(ILogger log, string name, FailureKind kind);
}

/// <summary>A code on its way to a sign-in.</summary>
/// <param name="AccountId">The account that signs in.</param>
/// <param name="TaskId">The task that asked for it.</param>
/// <param name="Name">The secret's name.</param>
public sealed record HandedCode(string AccountId, string TaskId, string Name);
