using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Directory;
using Seatkeeper.Functions.DirectorySync;
using Seatkeeper.Functions.Scim;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.ScimUsers;

/// <summary>
/// Makes users. Whoever is known by one of the addresses becomes the user, with kind and role as they are; but only where it is one
/// person, in the workspace, and no live connection's user, and where the address is their main one or the name is theirs as well: nobody
/// is made one with somebody else in silence, because of an address that more than one may read. Somebody who left is taken back only as the same user of the same provider:
/// an address may have been given to somebody else since.
/// </summary>
public sealed class ScimUserCreation(ScimUsersTable users, WorkspaceUsersTable people, ScimConnectionsTable connections, ActivityTable activity, TimeProvider clock)
{
    private const int MostTries = 20;

    /// <summary>Makes a user.</summary>
    /// <returns>The user, and whether they had left and are back by it.</returns>
    internal async Task<(ScimUser User, bool IsBack)> CreateAsync(ScimCaller caller, ScimUserWish wish, CancellationToken cancel)
    {
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            if (await users.FindIdByUserNameAsync(caller.SourceId, wish.UserName, cancel) is not null)
                throw Taken(wish);
            var known = await FindAsync(caller, wish, cancel);
            var now = clock.GetUtcNow();
            var person = known is null ? ScimUserPeople.New(await NewIdAsync(wish, cancel), wish) : Linked(known.Person, wish, caller);
            person = person with { IsUntold = known is { Person.Active: false } && person.Active };
            // What is written is told, also where the provider hangs up in between: sent again it is nothing new.
            var (saved, user) = await users.SaveAsync(known?.User, new ScimUser(person, caller.SourceId, wish.UserName, wish.ExternalId, wish.Attributes.ToJsonString(), now, now), CancellationToken.None);
            if (saved == ScimSaved.NameTaken)
                throw Taken(wish);
            if (saved != ScimSaved.Yes)
                continue;
            await activity.AppendAsync(null, Entries(caller, known?.Person, user, now), CancellationToken.None);
            return (user, IsBack(known?.Person, user));
        }

        throw new ScimException(new ScimError(412, ScimErrorType.None, "The person is being changed by others at the same time."));
    }

    private static List<ActivityEntry> Entries(ScimCaller caller, DirectoryPerson? known, ScimUser user, DateTimeOffset now)
    {
        var entry = ActivityEntry.Of(caller.Actor, now, known is null ? "personAdded" : "personLinked") with { Target = user.Person.Email, UserId = user.Person.Id, After = user.UserName };
        return IsBack(known, user)
            ? [entry, ActivityEntry.Of(caller.Actor, now, "personReturned") with { Target = user.Person.Email, UserId = user.Person.Id }]
            : [entry];
    }

    private static bool IsBack(DirectoryPerson? known, ScimUser user) => known is { Active: false } && user.Person.Active;

    private static DirectoryPerson Linked(DirectoryPerson known, ScimUserWish wish, ScimCaller caller)
    {
        var said = ScimUserPeople.Changed(known, [], wish, caller);
        return wish.Active == false ? said : Coming.Of(said);
    }

    // The same id as an import would give, so that neither makes a second person beside the other.
    private async Task<string> NewIdAsync(ScimUserWish wish, CancellationToken cancel)
    {
        var id = PersonId.OfAddress(wish.Addresses[0]);
        return await people.FindAsync(id, cancel) is null ? id : Guid.NewGuid().ToString("N");
    }

    private async Task<ScimCandidate?> FindAsync(ScimCaller caller, ScimUserWish wish, CancellationToken cancel)
    {
        var found = new Dictionary<string, DirectoryPerson>(StringComparer.Ordinal);
        foreach (var address in wish.Addresses)
        {
            foreach (var person in await people.FindByAddressAsync(address, cancel))
                found[person.Id] = person;
        }

        var present = found.Values.Where(person => person.Active).ToList();
        if (present.Count > 1)
            throw ScimException.Taken($"{present.Count} people have the addresses of {wish.UserName}; take the address from those whose it is not.");
        if (present.Count == 0)
            return await FormerAsync(caller, wish, found.Values, cancel);
        if (!IsSame(present[0], wish))
            throw ScimException.Taken($"{present[0].Email} and {wish.UserName} share an address that is not the main one of both, and have different names: they may be two people. Take the address from one of them, or give both the same name.");
        var candidate = await users.FindCandidateAsync(present[0].Id, cancel);
        if (candidate?.User?.SourceId is { } source && (source == caller.SourceId || await IsLiveAsync(source, cancel)))
            throw ScimException.Taken($"The address of {wish.UserName} is another user's{(source == caller.SourceId ? "" : ", of another connection")}.");
        return candidate;
    }

    private static bool IsSame(DirectoryPerson person, ScimUserWish wish) =>
        EmailAddress.KeyOf(person.Email) is var main && (main == EmailAddress.KeyOf(wish.Addresses[0]) || main == EmailAddress.KeyOf(wish.UserName)
            || (!person.Name.Contains('@', StringComparison.Ordinal) && DirectoryAddresses.NamesAgree(wish.PersonName, person)));

    private async Task<ScimCandidate?> FormerAsync(ScimCaller caller, ScimUserWish wish, IEnumerable<DirectoryPerson> left, CancellationToken cancel)
    {
        foreach (var person in left)
        {
            if (wish.ExternalId is not null && await users.FindCandidateAsync(person.Id, cancel) is { User: null, Former: { } former } candidate
                && former.SourceId == caller.SourceId && former.ExternalId == wish.ExternalId)
                return candidate;
        }

        return null;
    }

    private async Task<bool> IsLiveAsync(string sourceId, CancellationToken cancel) =>
        (await connections.ListAsync(cancel)).Any(connection => connection.SourceId == sourceId && connection.IsLive(clock.GetUtcNow()));

    private static ScimException Taken(ScimUserWish wish) => ScimException.Taken($"There is a user {wish.UserName} already.");
}
