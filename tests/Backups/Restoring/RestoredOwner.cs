using Azure.Data.Tables;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Backups.Restoring;

/// <summary>
/// The workspace's Owner, as they call afterwards. An access token means the person whose row is tied to its object id, or has it as its id. The Owner whom
/// <c>serve</c> makes is neither, and there is no second one while they are there: on a server nobody could call, and nobody change what is theirs.
/// </summary>
/// <param name="objectId">The Owner's object id in the tenant, in lower case, where it was named.</param>
/// <param name="isDevelopment">Whether it is restored on a developer's machine: there the Owner has a key.</param>
internal sealed class RestoredOwner(string? objectId, bool isDevelopment)
{
    // None of the addresses that the row has is known to be Entra's: so all of them stay when it is read.
    private const string NoAddress = "\n";

    /// <summary>Looks whether the Owner of a backup can call, before anything of it is written.</summary>
    /// <param name="rows">The rows of the table of people.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="StepFailedException">They cannot, or the object id is not theirs.</exception>
    public async Task CheckAsync(IAsyncEnumerable<string> rows, CancellationToken cancel)
    {
        var people = await rows.Select(RowLine.Read).Where(IsPerson).Select(Person.Of).ToListAsync(cancel);
        var owner = people.Find(person => person is { IsActive: true, IsOwner: true });
        if (objectId is null)
        {
            if (!isDevelopment && owner is { MeantBy: null })
                throw new StepFailedException($"No access token means the workspace's Owner, {owner.Email}: nobody could call an app there. Nothing was written.", "Name who they are in the tenant: --owner OBJECT-ID. Hubs and accounts stay theirs.");
            return;
        }

        if (owner is null)
            throw new StepFailedException("The backup has no Owner. Nothing was written.", "Leave --owner away: whom Bootstrap__OwnerObjectId names becomes it.");
        if (owner.MeantBy is { } known && known != objectId)
            throw new StepFailedException($"The workspace's Owner, {owner.Email}, is another person in the tenant: {known}. Nothing was written.", "Leave --owner away.");
        if (people.Find(person => person.Id != owner.Id && (person.ObjectId == objectId || (person.IsActive && person.MeantBy == objectId))) is { } other)
            throw new StepFailedException($"The object id is that of {other.Email}, who is not the workspace's Owner. Nothing was written.", "Name another account of the Owner's in the tenant.");
    }

    /// <summary>Ties the Owner to the object id that was named, where they are not.</summary>
    /// <returns>Their address where they were tied.</returns>
    public async Task<string?> TieAsync(WorkspaceUsersTable users, ActivityTable activity, DateTimeOffset now, CancellationToken cancel)
    {
        if (objectId is null || await users.FindOwnerAsync(cancel) is not { Directory: null } owner || owner.Id.Equals(objectId, StringComparison.OrdinalIgnoreCase))
            return null;
        await users.SaveAsync([owner with { Directory = new DirectoryFacts(objectId, DirectoryState.Present, now) { Addresses = NoAddress } }], cancel);
        var entry = ActivityEntry.Of(StartDailyCheck.Seatkeeper, now, "personLinked") with { Target = owner.Email, UserId = owner.Id, After = objectId };
        await activity.AppendAsync(null, entry, cancel);
        return owner.Email;
    }

    private static bool IsPerson(TableEntity row) => row.PartitionKey == WorkspaceUserRow.Partition && string.CompareOrdinal(row.RowKey, WorkspaceUserRow.EndOfPeople) < 0;

    private sealed record Person(string Id, string Email, string? ObjectId, bool IsActive, bool IsOwner)
    {
        // The object id whose tokens mean them; null where none does.
        public string? MeantBy => ObjectId ?? (Guid.TryParseExact(Id, "D", out _) ? Id.ToLowerInvariant() : null);

        public static Person Of(TableEntity row) => new(
            row.RowKey, row.GetString(nameof(WorkspaceUserRow.Email)), row.GetString(nameof(WorkspaceUserRow.ObjectId)),
            row.GetBoolean(nameof(WorkspaceUserRow.Active)) ?? false, row.GetString(nameof(WorkspaceUserRow.Role)) == nameof(WorkspaceRole.Owner));
    }
}
