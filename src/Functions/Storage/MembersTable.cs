using System.Net;
using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;

namespace Seatkeeper.Functions.Storage;

/// <summary>Members of the hubs. Partition: hub; row key: the member's id. So one hub is one scan, and a hundred rows are one transaction.</summary>
public sealed class MembersTable(TableServiceClient tables)
{
    /// <summary>The table's name.</summary>
    public const string Name = "Members";

    /// <summary>The most rows of one transaction.</summary>
    public const int BatchSize = 100;

    private readonly TableClient table = tables.GetTableClient(Name);

    /// <summary>All members of a hub, gone ones included.</summary>
    public async Task<IReadOnlyList<StoredMember>> LoadAsync(string hubId, CancellationToken cancel)
    {
        var members = new List<StoredMember>();
        await foreach (var row in table.QueryAsync<MemberRow>(TableClient.CreateQueryFilter($"PartitionKey eq {hubId}"), 1_000, cancellationToken: cancel))
            members.Add(row.ToStored());
        return members;
    }

    /// <summary>The present members who are matched to a person, and where that is asked for those who are gone.</summary>
    public async Task<IReadOnlyList<StoredMember>> LoadMatchedAsync(string hubId, string userId, CancellationToken cancel, bool alsoGone = false)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {hubId} and UserId eq {userId}") + (alsoGone ? "" : " and Presence ne 'Gone'");
        return [.. (await table.ReadAllAsync<MemberRow>(filter, cancel)).Select(row => row.ToStored())];
    }

    /// <summary>One member, or null.</summary>
    public async Task<StoredMember?> GetAsync(string hubId, string memberId, CancellationToken cancel)
    {
        var found = await table.GetEntityIfExistsAsync<MemberRow>(hubId, memberId, cancellationToken: cancel);
        return found is { HasValue: true, Value: { } row } ? row.ToStored() : null;
    }

    /// <summary>One page of members in the order of their ids. Text is searched here, row by row; all else is a filter of the query.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="wanted">Which members.</param>
    /// <param name="limit">The most of them.</param>
    /// <param name="after">The id that the page before ended with.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The members, and the id to go on after, or null at the end.</returns>
    public async Task<(IReadOnlyList<StoredMember> Members, string? Continuation)> ListAsync(
        string hubId, MemberFilter wanted, int limit, string? after, CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {hubId} and RowKey gt {after ?? ""}") + wanted.Columns();
        var members = new List<StoredMember>();
        await foreach (var row in table.QueryAsync<MemberRow>(filter, wanted.Search is null ? limit : 1_000, cancellationToken: cancel))
        {
            if (!wanted.Finds(row))
                continue;
            members.Add(row.ToStored());
            if (members.Count == limit)
                return (members, row.RowKey);
        }

        return (members, null);
    }

    /// <summary>Writes up to <see cref="BatchSize"/> members, all of them or none.</summary>
    /// <returns>False where one of them is no longer what it was when it was read.</returns>
    public async Task<bool> TryWriteAsync(string hubId, IEnumerable<StoredMember> members, CancellationToken cancel)
    {
        var actions = members.Select(member => Write(hubId, member)).ToList();
        try
        {
            await table.SubmitTransactionAsync(actions, cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is (int)HttpStatusCode.Conflict or (int)HttpStatusCode.PreconditionFailed or (int)HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>Deletes all members of a hub.</summary>
    public Task DeleteAllAsync(string hubId, CancellationToken cancel) => table.DeletePartitionAsync(hubId, cancel);

    private static TableTransactionAction Write(string hubId, StoredMember member)
    {
        var row = MemberRow.From(hubId, member);
        return member.ETag is null
            ? new TableTransactionAction(TableTransactionActionType.Add, row)
            : new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, new ETag(member.ETag));
    }
}

/// <summary>A member together with what the rules do not need.</summary>
/// <param name="Member">The member.</param>
/// <param name="UserName">The name of the person it is matched to, as of the last write.</param>
/// <param name="ETag">The version of the row that was read; null where there is no row yet.</param>
/// <param name="Untold">What a person decided about it last, until grants and access have followed and the activity tells it.</param>
public sealed record StoredMember(Member Member, string? UserName, string? ETag, ActivityEntry? Untold = null);

/// <summary>Which members of a hub are wanted. Gone ones only where they are asked for.</summary>
public sealed record MemberFilter(
    MemberStatus? Status = null, AppRole? Role = null, Presence? Presence = null, MemberStage? Stage = null, string? Search = null)
{
    /// <summary>What the query itself can filter.</summary>
    public string Columns() =>
        (Presence is { } presence ? TableClient.CreateQueryFilter($" and Presence eq {presence.ToString()}") : " and Presence ne 'Gone'")
        + (Status is { } status ? TableClient.CreateQueryFilter($" and Status eq {status.ToString()}") : "")
        + (Role is { } role ? TableClient.CreateQueryFilter($" and AppRole eq {role.ToString()}") : "")
        + (Stage is { } stage ? TableClient.CreateQueryFilter($" and Stage eq {stage.ToString()}") : "");

    /// <summary>Whether the text is in the address, the name, or the matched person's name.</summary>
    internal bool Finds(MemberRow row) => Search is not { } text || Has(row.Email, text) || Has(row.Name, text) || Has(row.UserName, text);

    private static bool Has(string? value, string text) => value?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;
}
