using Azure;
using Azure.Data.Tables;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Accounts;

namespace Seatkeeper.Functions.Storage;

/// <summary>Saved accounts of apps, without their secrets. One partition; row: the account's id.</summary>
public sealed class AccountsTable(TableServiceClient service)
{
    /// <summary>The table.</summary>
    public const string Name = "Accounts";

    /// <summary>What an account is in use by that is being deleted; no hub has that id.</summary>
    public const string Deleting = "deleting";

    internal const string Partition = "account";

    private const string CodePartition = "code";
    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>One account, or null.</summary>
    public async Task<Account?> FindAsync(string id, CancellationToken cancel) => (await ReadAsync(id, cancel))?.ToAccount();

    /// <summary>All accounts; they are few, and who may see which is not a question of storage.</summary>
    public async Task<IReadOnlyList<Account>> ListAsync(CancellationToken cancel) =>
        [.. (await table.ReadAllAsync<AccountRow>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancel)).Select(row => row.ToAccount())];

    /// <summary>Adds an account; its secret is stored by now.</summary>
    public async Task AddAsync(Account account, CancellationToken cancel) => await table.AddEntityAsync(AccountRow.Of(account), cancel);

    /// <summary>The accounts that people connected to a hub as their own.</summary>
    public async Task<IReadOnlyList<Account>> ListOfHubAsync(string hubId, CancellationToken cancel) =>
        [.. (await table.ReadAllAsync<AccountRow>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and HubId eq {hubId}"), cancel)).Select(row => row.ToAccount())];

    /// <summary>Adds an account unless there is one of that id.</summary>
    /// <returns>False where there is.</returns>
    public async Task<bool> TryAddAsync(Account account, CancellationToken cancel)
    {
        try
        {
            await AddAsync(account, cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return false;
        }
    }

    /// <summary>Changes an account by its ETag, as often as others were faster.</summary>
    /// <param name="id">The account.</param>
    /// <param name="change">The account after the change, the same one where nothing is to change, or null where the change is not possible.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The account as it is now, or null where it is gone or the change is not possible.</returns>
    public async Task<Account?> ChangeAsync(string id, Func<Account, Account?> change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(change);
        while (await ReadAsync(id, cancel) is { } row)
        {
            var before = row.ToAccount();
            if (change(before) is not { } after) return null;
            if (after == before) return before;
            var next = AccountRow.Of(after);
            next.ETag = row.ETag;
            if (await TryUpdateAsync(next, cancel)) return after;
        }

        return null;
    }

    /// <summary>
    /// Points an account to changed credentials. What was known of sign-ins was about the old ones: a rejection is
    /// forgotten, and one sign-in may happen at once. The old ones are retired; where a protection left open which are in force, all of
    /// them are kept. What its owner was not told stays so, unless they gave another in its place.
    /// </summary>
    /// <returns>False where somebody changed the account since it was read, or something of it is still to be tidied.</returns>
    public async Task<bool> ChangeCredentialsAsync(Account account, NewCredentials made, DateTimeOffset now, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(made);
        if (await ReadAsync(account.Id, cancel) is not { RetiredVersion: null } row || row.ETag != account.Tag || account.Pending is { SentAt: null }) return false;
        var record = new SignInRecord(made.Version, SignInAtOnce: true, LastUnattendedSignIn: row.LastUnattendedSignIn, LastUsedCodeStep: row.LastUsedCodeStep);
        var old = row.ToAccount();
        var next = AccountRow.Of(old with
        {
            CredentialsVersion = made.Version,
            HasTotpSecret = made.HasTotpSecret,
            HasUntoldPassword = old.HasUntoldPassword && !made.GivesPassword,
            HasUntoldTotp = old.HasUntoldTotp && !made.GivesTotp,
            UpdatedAt = now,
            VerifiedAt = null,
            SignIn = record,
            Pending = null,
            RetiredVersion = old.Pending is null ? old.CredentialsVersion : null,
            KeptVersions = old.Pending is { } open ? [.. old.KeptVersions, old.CredentialsVersion, open.Version] : old.KeptVersions,
        });
        next.ETag = row.ETag;
        return await TryUpdateAsync(next, cancel);
    }

    /// <summary>Takes an account for a hub; an account belongs to at most one. A person's own is for no hub, only for its deletion.</summary>
    /// <returns>False where another hub has it, it is somebody's own, or it is gone.</returns>
    public async Task<bool> ClaimAsync(string id, string hubId, CancellationToken cancel)
    {
        while (await ReadAsync(id, cancel) is { } row)
        {
            if (row.InUseBy is not null) return row.InUseBy == hubId;
            if (row.Purpose == nameof(AccountPurpose.Personal) && hubId != Deleting) return false;
            row.InUseBy = hubId;
            if (await TryUpdateAsync(row, cancel)) return true;
        }

        return false;
    }

    /// <summary>The accounts that a hub has taken.</summary>
    public async Task<IReadOnlyList<Account>> ListUsedByAsync(string hubId, CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and InUseBy eq {hubId}");
        return [.. (await table.ReadAllAsync<AccountRow>(filter, cancel)).Select(row => row.ToAccount())];
    }

    /// <summary>Frees an account, if it is this hub that has it.</summary>
    public async Task ReleaseAsync(string id, string hubId, CancellationToken cancel)
    {
        while (await ReadAsync(id, cancel) is { } row && row.InUseBy == hubId)
        {
            row.InUseBy = null;
            if (await TryUpdateAsync(row, cancel)) return;
        }
    }

    /// <summary>Records a step of a sign-in; the only writer of these columns besides a change of the credentials.</summary>
    /// <exception cref="AppFailureException">The credentials that the record is about are no longer the account's, or the account is gone.</exception>
    public async Task SaveSignInRecordAsync(string id, SignInRecord record, CancellationToken cancel)
    {
        while (await ReadAsync(id, cancel) is { } row && (record.CredentialsVersion ?? row.CredentialsVersion) == row.CredentialsVersion)
        {
            row.Apply(record with { CredentialsVersion = row.CredentialsVersion });
            if (await TryUpdateAsync(row, cancel)) return;
        }

        throw new AppFailureException(new Failure(FailureKind.ConcurrentChange, FailurePhase.Login, Detail: "The account's credentials were changed meanwhile."));
    }

    /// <summary>Lets the next run sign in without the usual spacing.</summary>
    public async Task AllowSignInAtOnceAsync(string id, CancellationToken cancel)
    {
        while (await ReadAsync(id, cancel) is { SignInAtOnce: false } row)
        {
            row.SignInAtOnce = true;
            if (await TryUpdateAsync(row, cancel)) return;
        }
    }

    /// <summary>Notes that a one-time code is kept, by the name of its secret.</summary>
    public Task NoteCodeAsync(string name, DateTimeOffset at, CancellationToken cancel) =>
        table.UpsertEntityAsync(new TableEntity(CodePartition, name) { ["At"] = at }, TableUpdateMode.Replace, cancel);

    /// <summary>The names of one-time codes that were given before a time, and are still noted.</summary>
    public async Task<IReadOnlyList<string>> ListCodesAsync(DateTimeOffset before, CancellationToken cancel) =>
        [.. (await table.ReadAllAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {CodePartition} and At lt {before}"), cancel)).Select(row => row.RowKey)];

    /// <summary>Takes the note of a one-time code away.</summary>
    public Task ForgetCodeAsync(string name, CancellationToken cancel) => table.DeleteEntityAsync(CodePartition, name, ETag.All, cancel);

    /// <summary>Deletes an account, unless somebody changed it since it was read, for example took it for a hub.</summary>
    /// <returns>False where somebody did.</returns>
    public async Task<bool> DeleteAsync(Account account, CancellationToken cancel)
    {
        try
        {
            await table.DeleteEntityAsync(Partition, account.Id, account.Tag, cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            return false;
        }
    }

    private Task<AccountRow?> ReadAsync(string id, CancellationToken cancel) => table.FindAsync<AccountRow>(Partition, id, cancel);

    private async Task<bool> TryUpdateAsync(AccountRow row, CancellationToken cancel)
    {
        try
        {
            await table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 412 or 404)
        {
            return false;
        }
    }
}

/// <summary>Credentials that an account's owner saves.</summary>
/// <param name="Version">Names their secret, which is stored.</param>
/// <param name="HasTotpSecret">Whether a second factor's secret is among them.</param>
/// <param name="GivesPassword">The owner gave the password: it was not taken over from those before.</param>
/// <param name="GivesTotp">The owner gave the second factor's secret, or took it away.</param>
public sealed record NewCredentials(string Version, bool HasTotpSecret, bool GivesPassword, bool GivesTotp);
