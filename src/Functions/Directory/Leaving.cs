using Azure;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.People;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Directory;

/// <summary>
/// Lets a person leave the workspace: they stay on record, and their keys are revoked, so that none works again should an import
/// bring them back. Their seats are not its business; checks find them as leavers.
/// </summary>
public sealed class Leaving(WorkspaceUsersTable users, OwnedHubs owned, ApiKeysTable keys, ActivityTable activity, TimeProvider clock)
{
    /// <summary>
    /// Marks a person as left; harmless where they left already. Who left by somebody's word does not come back by the directory, also
    /// where the directory was first.
    /// </summary>
    /// <exception cref="RefusedException">The person's role is above the caller's, or a hub would be without Owner.</exception>
    public Task LeaveAsync(Caller caller, DirectoryPerson person, CancellationToken cancel) => LeaveAsync(caller, person, byDirectory: false, cancel);

    /// <summary>Marks a person as left because the directory says that they are out: they come back when it has them again.</summary>
    /// <exception cref="RefusedException">A hub would be without Owner.</exception>
    public Task LeaveByDirectoryAsync(Caller caller, DirectoryPerson person, CancellationToken cancel) => LeaveAsync(caller, person, byDirectory: true, cancel);

    private async Task LeaveAsync(Caller caller, DirectoryPerson person, bool byDirectory, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(person);
        var now = clock.GetUtcNow();
        if (!person.Active)
        {
            // It may have been cut short behind the write that makes them leave.
            if (!byDirectory)
                await StayOutAsync(caller, person, now, cancel);
            await FinishAsync(caller, person);
            return;
        }

        Require(caller, person);
        // Said of the person before their hubs are looked at: whoever is made Owner of a hub meanwhile does not keep it owned.
        var leaving = await BeginAsync(person, now, cancel);
        try
        {
            await owned.LeaveAsync(person.Id, cancel);
        }
        catch (RefusedException)
        {
            await TrySaveAsync(leaving with { LeavingAt = null }, cancel);
            throw;
        }

        // An earlier one may have been cut short before it was told, and they were back meanwhile.
        await TellAsync(person.Id, cancel);
        // From here on it is done to its end, also where whoever asked for it hangs up.
        var leftAt = clock.GetUtcNow();
        var left = Left(leaving, leftAt, byDirectory) with { IsUntold = true, UntoldLeaving = Entry(caller, person, leftAt) };
        if (leaving.IsLeavingTooLong(leftAt) || !await TrySaveAsync(left, CancellationToken.None))
            throw Changed();
        await FinishAsync(caller, left);
    }

    /// <summary>Revokes the keys of somebody who may not leave yet: their provider says that they are gone, so they may call no more. Those that they made for services work until they have left.</summary>
    public async Task RevokeKeysAsync(Caller caller, DirectoryPerson person, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(person);
        await activity.AppendAsync(null, await RevokeKeysAsync(caller, key => IsOf(key, person), clock.GetUtcNow(), cancel), CancellationToken.None);
    }

    private static void Require(Caller caller, DirectoryPerson person) =>
        caller.Require(person.Role <= caller.Role && person.Role != WorkspaceRole.Owner, $"let a person of the role {person.Role} leave");

    // Written with their leaving and not before: a leaving that is refused leaves no trace by which they would come back another day.
    private static DirectoryPerson Left(DirectoryPerson person, DateTimeOffset at, bool byDirectory) =>
        person with { Active = false, LeavingAt = null, LeftAt = at, Directory = person.Directory is { } facts ? facts with { HasLeft = byDirectory } : null };

    private static ActivityEntry Entry(Caller caller, DirectoryPerson person, DateTimeOffset now) =>
        ActivityEntry.Of(caller, now, "personLeft") with { Target = person.Email, UserId = person.Id };

    // What comes after the write that makes a person leave. Said again it does what is left of it: a leaving is told once, as of who said it first.
    private async Task FinishAsync(Caller caller, DirectoryPerson left)
    {
        // After the person: who has left makes no key any more.
        // Also those that they had made for services and others: they were shown them.
        var revoked = await RevokeKeysAsync(caller, key => IsOf(key, left) || key.IssuerId == left.Id, clock.GetUtcNow(), CancellationToken.None);
        await TellAsync(left.Id, CancellationToken.None);
        await activity.AppendAsync(null, revoked, CancellationToken.None);
    }

    private Task TellAsync(string personId, CancellationToken cancel) => users.TellLeavingAsync(personId, entry => activity.AppendAsync(null, entry, cancel), cancel);

    private async Task StayOutAsync(Caller caller, DirectoryPerson person, DateTimeOffset now, CancellationToken cancel)
    {
        if (person.Directory is not { HasLeft: true })
            return;
        Require(caller, person);
        // Beside the leaving itself: the person's word is another one, and later.
        await TellAsync(person.Id, cancel);
        if (!await TrySaveAsync(Left(person, person.LeftAt ?? now, byDirectory: false) with { UntoldLeaving = Entry(caller, person, now) }, CancellationToken.None))
            throw Changed();
    }

    private async Task<DirectoryPerson> BeginAsync(DirectoryPerson person, DateTimeOffset now, CancellationToken cancel)
    {
        var saved = await TrySaveAsync(person with { LeavingAt = now }, cancel) ? await users.FindAsync(person.Id, cancel) : null;
        return saved?.LeavingAt == now ? saved : throw Changed();
    }

    private async Task<bool> TrySaveAsync(DirectoryPerson person, CancellationToken cancel)
    {
        try
        {
            await users.SaveAsync([person], cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return false;
        }
    }

    private static RefusedException Changed() => new(RefusalKind.PreconditionFailed, "Somebody else changed the person at the same time.");

    private static bool IsOf(ApiKey key, DirectoryPerson person) => key.IsPerson && key.HolderId == person.Id;

    private async Task<IReadOnlyList<ActivityEntry>> RevokeKeysAsync(Caller caller, Func<ApiKey, bool> which, DateTimeOffset now, CancellationToken cancel)
    {
        var known = (await keys.ListAsync(cancel)).Where(key => key.RevokedAt is null && which(key)).ToList();
        foreach (var key in known)
            await keys.RevokeAsync(key.Id, now, cancel);
        return [.. known.Select(key => ActivityEntry.Of(caller, now, "apiKeyRevoked") with { Target = key.HolderName, UserId = key.IsPerson ? key.HolderId : null, Before = key.Name })];
    }
}
