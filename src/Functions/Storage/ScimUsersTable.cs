using Azure;
using Azure.Data.Tables;

namespace Seatkeeper.Functions.Storage;

/// <summary>A user of a SCIM connection: a person, and what the provider says of them.</summary>
/// <param name="Person">The person.</param>
/// <param name="SourceId">Whose user: what a connection and those that replaced it have in common.</param>
/// <param name="UserName">The name by which the provider knows them.</param>
/// <param name="ExternalId">The provider's own id.</param>
/// <param name="Attributes">What the provider sent and Seatkeeper keeps, as JSON.</param>
/// <param name="CreatedAt">When the provider made it.</param>
/// <param name="ChangedAt">When the provider changed it last.</param>
public sealed record ScimUser(DirectoryPerson Person, string SourceId, string UserName, string? ExternalId, string Attributes, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt);

/// <summary>A person who may become a user.</summary>
/// <param name="Person">The person.</param>
/// <param name="User">The user that they are, of whatever connection; or null.</param>
/// <param name="Former">Whose user they were before they were deleted there, and under which id of the provider; or null.</param>
public sealed record ScimCandidate(DirectoryPerson Person, ScimUser? User, FormerScimUser? Former);

/// <summary>What is remembered of a user who was deleted.</summary>
public sealed record FormerScimUser(string SourceId, string ExternalId);

/// <summary>What became of a write.</summary>
public enum ScimSaved
{
    /// <summary>It is written.</summary>
    Yes,
    /// <summary>Somebody else changed the person meanwhile.</summary>
    Clash,
    /// <summary>Another user has the userName.</summary>
    NameTaken,
}

/// <summary>
/// Users of SCIM connections, as columns of the people that they are (<see cref="WorkspaceUsersTable"/>), and rows that lead to them by
/// userName (<c>~n</c>; its insert decides who has it), by the provider's id (<c>~x</c>) and by connection (<c>~u</c>). A user is
/// written with all of them in one transaction.
/// </summary>
public sealed class ScimUsersTable(TableServiceClient service)
{
    // Fewer than this are cheaper to ask for one by one.
    private const int WorthARange = 4;
    private const string PersonColumn = "PersonId";

    private readonly TableClient table = service.GetTableClient(WorkspaceUsersTable.Name);

    /// <summary>One user of a connection, or null.</summary>
    public async Task<ScimUser?> FindAsync(string sourceId, string id, CancellationToken cancel) =>
        await RowAsync(id, cancel) is { } row && row.ScimSource == sourceId ? User(row) : null;

    /// <summary>A person who may become a user, or null.</summary>
    public async Task<ScimCandidate?> FindCandidateAsync(string id, CancellationToken cancel) =>
        await RowAsync(id, cancel) is { } row ? new ScimCandidate(row.ToPerson(), string.IsNullOrEmpty(row.ScimSource) ? null : User(row), RowText.Read<FormerScimUser>(string.IsNullOrEmpty(row.ScimFormer) ? null : row.ScimFormer)) : null;

    /// <summary>The id of the user with a userName, in any case; or null.</summary>
    public async Task<string?> FindIdByUserNameAsync(string sourceId, string userName, CancellationToken cancel) =>
        (await table.FindAsync<TableEntity>(WorkspaceUserRow.Partition, WorkspaceUserKeys.OfUserName(sourceId, userName), cancel))?.GetString(PersonColumn);

    /// <summary>The ids of users with an id of their provider.</summary>
    public Task<IReadOnlyList<string>> FindIdsByExternalIdAsync(string sourceId, string externalId, CancellationToken cancel) => IdsAsync(WorkspaceUserKeys.OfExternalId(sourceId, externalId), cancel);

    /// <summary>The ids of all users of a connection, in order.</summary>
    public Task<IReadOnlyList<string>> ListIdsAsync(string sourceId, CancellationToken cancel) => IdsAsync(WorkspaceUserKeys.OfSource(sourceId), cancel);

    /// <summary>Users of a connection by their ids, in order; those that are none any more are left out.</summary>
    public async Task<IReadOnlyList<ScimUser>> ReadAsync(string sourceId, IReadOnlyList<string> ids, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Count <= WorthARange)
            return [.. (await Task.WhenAll(ids.Select(id => FindAsync(sourceId, id, cancel)))).OfType<ScimUser>()];
        var wanted = ids.ToHashSet(StringComparer.Ordinal);
        var (first, last) = (wanted.Min(StringComparer.Ordinal), wanted.Max(StringComparer.Ordinal));
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {WorkspaceUserRow.Partition} and RowKey ge {first} and RowKey le {last} and ScimSource eq {sourceId}");
        return [.. (await table.ReadAllAsync<WorkspaceUserRow>(filter, cancel)).Where(row => wanted.Contains(row.RowKey)).Select(User)];
    }

    /// <summary>Writes a user, if nobody changed the person since they were read.</summary>
    /// <param name="before">The user as they were read, of whatever connection; null where the person is none yet.</param>
    /// <param name="after">The user as they are to be.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<(ScimSaved Saved, ScimUser User)> SaveAsync(ScimUser? before, ScimUser after, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(after);
        List<TableTransactionAction> actions = [WorkspaceUserRow.Write(after.Person, Row(after)), .. WorkspaceUserKeys.WriteAddresses(after.Person), .. WorkspaceUserKeys.WriteUntold(after.Person)];
        var claim = actions.Count;
        List<string> had = [.. KeysOf(before)], has = [.. KeysOf(after)];
        // The name comes first of the keys.
        actions.AddRange(has.Except(had, StringComparer.Ordinal).Select(key => key == has[0]
            ? new TableTransactionAction(TableTransactionActionType.Add, new TableEntity(WorkspaceUserRow.Partition, key) { [PersonColumn] = after.Person.Id })
            : new TableTransactionAction(TableTransactionActionType.UpsertReplace, Empty(key))));
        actions.AddRange(had.Except(has, StringComparer.Ordinal).Select(key => new TableTransactionAction(TableTransactionActionType.Delete, Empty(key), ETag.All)));
        try
        {
            var answer = await table.SubmitTransactionAsync(actions, cancel);
            return (ScimSaved.Yes, after with { Person = after.Person with { Tag = answer.Value[0].Headers.ETag ?? throw new InvalidOperationException("Storage wrote a row and gave it no tag.") } });
        }
        catch (TableTransactionFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return (e.Status == 409 && e.FailedTransactionActionIndex == claim ? ScimSaved.NameTaken : ScimSaved.Clash, after);
        }
    }

    /// <summary>Makes a user one no more: the person stays, and that they were one is remembered.</summary>
    /// <returns>False where somebody else changed the person meanwhile.</returns>
    public async Task<bool> DeleteAsync(ScimUser user, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(user);
        var row = Row(user);
        row.ScimSource = row.ScimUserName = row.ScimExternalId = row.ScimAttributes = "";
        row.ScimFormer = user.ExternalId is null ? "" : RowText.Write(new FormerScimUser(user.SourceId, user.ExternalId));
        try
        {
            await table.SubmitTransactionAsync(
                [WorkspaceUserRow.Write(user.Person, row), .. KeysOf(user).Select(key => new TableTransactionAction(TableTransactionActionType.Delete, Empty(key), ETag.All))], cancel);
            return true;
        }
        catch (TableTransactionFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    private static IEnumerable<string> KeysOf(ScimUser? user)
    {
        if (user is null)
            yield break;
        yield return WorkspaceUserKeys.OfUserName(user.SourceId, user.UserName);
        yield return WorkspaceUserKeys.OfSource(user.SourceId).First + user.Person.Id;
        if (user.ExternalId is not null)
            yield return WorkspaceUserKeys.OfExternalId(user.SourceId, user.ExternalId).First + user.Person.Id;
    }

    private static TableEntity Empty(string key) => new(WorkspaceUserRow.Partition, key);

    private static WorkspaceUserRow Row(ScimUser user)
    {
        var row = WorkspaceUserRow.Of(user.Person);
        row.ScimSource = user.SourceId;
        row.ScimFormer = "";
        row.ScimUserName = user.UserName;
        row.ScimExternalId = user.ExternalId ?? "";
        row.ScimAttributes = user.Attributes;
        row.ScimCreatedAt = user.CreatedAt;
        row.ScimChangedAt = user.ChangedAt;
        return row;
    }

    private static ScimUser User(WorkspaceUserRow row) => new(
        row.ToPerson(), row.ScimSource ?? "", row.ScimUserName ?? "", string.IsNullOrEmpty(row.ScimExternalId) ? null : row.ScimExternalId, row.ScimAttributes ?? "{}",
        row.ScimCreatedAt ?? default, row.ScimChangedAt ?? default);

    private async Task<WorkspaceUserRow?> RowAsync(string id, CancellationToken cancel) =>
        PersonId.IsValid(id) ? await table.FindAsync<WorkspaceUserRow>(WorkspaceUserRow.Partition, id, cancel) : null;

    private async Task<IReadOnlyList<string>> IdsAsync((string First, string End) keys, CancellationToken cancel) =>
    [
        .. (await table.ReadAllAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {WorkspaceUserRow.Partition} and RowKey ge {keys.First} and RowKey lt {keys.End}"), cancel, [nameof(TableEntity.RowKey)])).Select(row => row.RowKey[keys.First.Length..]),
    ];
}
