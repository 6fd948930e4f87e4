using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Teams;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// Teams. One partition: <c>t-{team}</c> is a team with all its members, <c>n-{name}</c> reserves its name. So name and team are written
/// in one transaction, and of two who want one name one wins. A team of 5,000 people with the longest ids takes about half of the
/// mebibyte that a row has; it is packed, see <see cref="PackedIds"/>.
/// </summary>
public sealed class TeamsTable(TableServiceClient service)
{
    /// <summary>The table's name.</summary>
    public const string Name = "Teams";

    private const string Partition = "team";
    private const string MembersColumn = "Members";

    private static readonly string[] summaryColumns =
        [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey), "Name", "Count", "Version", "CreatedAt", "ChangedAt", "ChangedById", "ChangedByName", "IsTold", "Untold", "Deletion"];

    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>One team, or null.</summary>
    public async Task<Team?> FindAsync(string teamId, CancellationToken cancel) =>
        await table.FindAsync<TableEntity>(Partition, KeyOf(teamId), cancel) is { } row ? new Team(Summary(row), PackedIds.Read(row, MembersColumn)) : null;

    /// <summary>All teams in the order of their ids, without their members.</summary>
    public async Task<IReadOnlyList<TeamSummary>> ListAsync(CancellationToken cancel) =>
        [.. (await table.ReadAllAsync<TableEntity>(Teams(""), cancel, summaryColumns)).Select(Summary)];

    /// <summary>All teams with their members.</summary>
    public async Task<IReadOnlyList<Team>> ReadAllAsync(CancellationToken cancel) =>
        [.. (await table.ReadAllAsync<TableEntity>(Teams(""), cancel)).Select(row => new Team(Summary(row), PackedIds.Read(row, MembersColumn)))];

    /// <summary>Teams whose hubs were not told of their last change.</summary>
    public async Task<IReadOnlyList<TeamSummary>> ListUntoldAsync(CancellationToken cancel) =>
        [.. (await table.ReadAllAsync<TableEntity>(Teams(" and IsTold eq false"), cancel, summaryColumns)).Select(Summary)];

    /// <summary>Adds a team.</summary>
    /// <returns>False where its name, or id, is taken.</returns>
    public Task<bool> AddAsync(Team team, CancellationToken cancel) => TrySubmitAsync([Add(Reservation(team)), Add(Row(team))], cancel);

    /// <summary>Replaces a team, where it is still the version that was read.</summary>
    /// <returns>False where somebody else changed it meanwhile, or the new name is taken.</returns>
    public Task<bool> ReplaceAsync(Team before, Team after, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var actions = new List<TableTransactionAction> { new(TableTransactionActionType.UpdateReplace, Row(after), before.About.Tag) };
        var (old, wanted) = (Reservation(before), Reservation(after));
        if (old.RowKey != wanted.RowKey)
            actions.AddRange([Add(wanted), new TableTransactionAction(TableTransactionActionType.Delete, old, ETag.All)]);
        return TrySubmitAsync(actions, cancel);
    }

    /// <summary>Whether a name is another team's.</summary>
    public async Task<bool> IsTakenAsync(TeamName name, string? byOtherThan, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(name);
        return await table.FindAsync<TableEntity>(Partition, KeyOf(name), cancel) is { } row && row.GetString("TeamId") != byOtherThan;
    }

    /// <summary>Deletes a team, where it is still the version that was read.</summary>
    /// <returns>False where somebody changed it meanwhile.</returns>
    public Task<bool> DeleteAsync(Team team, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(team);
        return TrySubmitAsync(
            [new(TableTransactionActionType.Delete, Row(team), team.About.Tag), new(TableTransactionActionType.Delete, Reservation(team), ETag.All)], cancel);
    }

    /// <summary>Notes that its last change was told, unless the team was changed again.</summary>
    public async Task TellAsync(TeamSummary team, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(team);
        try
        {
            await table.UpdateEntityAsync(new TableEntity(Partition, KeyOf(team.Id)) { ["IsTold"] = true }, team.Tag, TableUpdateMode.Merge, cancel);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            // Whoever changed or deleted it meanwhile tells the hubs themself.
        }
    }

    private static string KeyOf(string teamId) => $"t-{teamId}";

    private static string KeyOf(TeamName name) => $"n-{RowText.Key(name.Key)}";

    private static string Teams(string more) => TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey gt {"t-"} and RowKey lt {"t."}") + more;

    private static TableTransactionAction Add(TableEntity row) => new(TableTransactionActionType.Add, row);

    private static TableEntity Reservation(Team team) => TeamName.TryParse(team.About.Name, out var name)
        ? new TableEntity(Partition, KeyOf(name)) { ["TeamId"] = team.About.Id }
        : throw new InvalidDataException($"The team {team.About.Id} has no name.");

    private static TableEntity Row(Team team)
    {
        var about = team.About;
        var row = new TableEntity(Partition, KeyOf(about.Id))
        {
            ["Name"] = about.Name,
            ["Count"] = team.MemberIds.Count,
            ["Version"] = about.Version,
            ["CreatedAt"] = about.CreatedAt,
            ["ChangedAt"] = about.ChangedAt,
            ["ChangedById"] = about.ChangedBy.Id,
            ["ChangedByName"] = about.ChangedBy.Name,
            ["IsTold"] = about.IsTold,
            ["Untold"] = RowText.Write(about.Untold),
            ["Deletion"] = RowText.Write(about.Deletion),
        };
        PackedIds.Write(row, MembersColumn, team.MemberIds);
        return row;
    }

    private static TeamSummary Summary(TableEntity row) => new(
        row.RowKey[2..], row.GetString("Name"), row.GetInt32("Count") ?? 0, row.GetString("Version"), row.GetDateTimeOffset("CreatedAt") ?? default,
        row.GetDateTimeOffset("ChangedAt") ?? default, new TeamAuthor(row.GetString("ChangedById"), row.GetString("ChangedByName")))
    {
        IsTold = row.GetBoolean("IsTold") ?? true,
        Untold = RowText.Read<ActivityEntry>(row.GetString("Untold")),
        Deletion = RowText.Read<ActivityEntry>(row.GetString("Deletion")),
        Tag = row.ETag,
    };

    private async Task<bool> TrySubmitAsync(IEnumerable<TableTransactionAction> actions, CancellationToken cancel)
    {
        try
        {
            await table.SubmitTransactionAsync(actions, cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return false;
        }
    }
}
