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

    private const string Partition = "account";
    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>One account, or null.</summary>
    public async Task<Account?> FindAsync(string id, CancellationToken cancel) => (await ReadAsync(id, cancel))?.ToAccount();

    /// <summary>All accounts; they are few, and who may see which is not a question of storage.</summary>
    public async Task<IReadOnlyList<Account>> ListAsync(CancellationToken cancel) =>
        [.. (await table.ReadAllAsync<AccountRow>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancel)).Select(row => row.ToAccount())];

    /// <summary>Adds an account; its secret is stored by now.</summary>
    public async Task AddAsync(Account account, CancellationToken cancel) => await table.AddEntityAsync(AccountRow.Of(account), cancel);

    /// <summary>
    /// Points an account to changed credentials. What was known of sign-ins was about the old ones: a rejection is
    /// forgotten, and one sign-in may happen at once.
    /// </summary>
    /// <returns>False where somebody changed the account since it was read.</returns>
    public async Task<bool> ChangeCredentialsAsync(Account account, string version, bool hasTotpSecret, DateTimeOffset now, CancellationToken cancel)
    {
        if (await ReadAsync(account.Id, cancel) is not { } row || row.ETag != account.Tag) return false;
        row.CredentialsVersion = version;
        row.HasTotpSecret = hasTotpSecret;
        row.UpdatedAt = now;
        row.Apply(new SignInRecord(version, SignInAtOnce: true, LastUnattendedSignIn: row.LastUnattendedSignIn, LastUsedCodeStep: row.LastUsedCodeStep));
        return await TryUpdateAsync(row, cancel);
    }

    /// <summary>Takes an account for a hub; an account belongs to at most one.</summary>
    /// <returns>False where another hub has it, or it is gone.</returns>
    public async Task<bool> ClaimAsync(string id, string hubId, CancellationToken cancel)
    {
        while (await ReadAsync(id, cancel) is { } row)
        {
            if (row.InUseBy is not null) return row.InUseBy == hubId;
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

    private sealed class AccountRow : ITableEntity
    {
        public string PartitionKey { get; set; } = Partition;
        public string RowKey { get; set; } = "";
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public string App { get; set; } = "";
        public string Label { get; set; } = "";
        public string Username { get; set; } = "";
        public string Purpose { get; set; } = "";
        public string OwnerId { get; set; } = "";
        public string CredentialsVersion { get; set; } = "";
        public bool HasTotpSecret { get; set; }
        public string? InUseBy { get; set; }
        public DateTimeOffset CreatedAt { get; set; }
        public DateTimeOffset UpdatedAt { get; set; }
        public string? RecordedVersion { get; set; }
        public string? RejectedKind { get; set; }
        public long? LastUsedCodeStep { get; set; }
        public DateTimeOffset? LastUnattendedSignIn { get; set; }
        public bool SignInAtOnce { get; set; }

        public static AccountRow Of(Account account) => new()
        {
            RowKey = account.Id,
            App = account.App,
            Label = account.Label,
            Username = account.Username,
            Purpose = account.Purpose.ToString(),
            OwnerId = account.OwnerId,
            CredentialsVersion = account.CredentialsVersion,
            HasTotpSecret = account.HasTotpSecret,
            InUseBy = account.InUseBy,
            CreatedAt = account.CreatedAt,
            UpdatedAt = account.UpdatedAt,
        };

        public void Apply(SignInRecord record)
        {
            RecordedVersion = record.CredentialsVersion;
            RejectedKind = record.RejectedKind?.ToString();
            LastUsedCodeStep = record.LastUsedCodeStep;
            LastUnattendedSignIn = record.LastUnattendedSignIn;
            SignInAtOnce = record.SignInAtOnce;
        }

        public Account ToAccount() => new(
            RowKey, App, Label, Username, Enum.Parse<AccountPurpose>(Purpose), OwnerId, CredentialsVersion, HasTotpSecret, InUseBy, CreatedAt, UpdatedAt,
            new SignInRecord(RecordedVersion, RejectedKind is null ? null : Enum.Parse<FailureKind>(RejectedKind), LastUsedCodeStep, LastUnattendedSignIn, SignInAtOnce), ETag);
    }
}
