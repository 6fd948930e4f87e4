using Azure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Tokens;

/// <summary>
/// Makes the workspace's Owner where there is none: the person whom <c>Bootstrap__OwnerObjectId</c> names, or, where it names nobody,
/// whoever first calls with the Owner's role. Once there is an Owner it makes nobody.
/// </summary>
public sealed partial class FirstOwner(WorkspaceUsersTable users, ActivityTable activity, IOptions<BootstrapOptions> bootstrap, TimeProvider clock, ILogger<FirstOwner> log)
{
    private volatile bool thereIsOne;
    private int warned;

    /// <summary>Whether somebody is Owner without a role in the tenant: the setting names them, and the directory has them as Owner.</summary>
    public bool NeedsNoRole(EntraToken token, DirectoryPerson? person)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (person is not { Role: WorkspaceRole.Owner } || !IsNamed(token.ObjectId))
            return false;
        if (Interlocked.Exchange(ref warned, 1) == 0)
            LetInBySetting(log, person.Id);
        return true;
    }

    /// <summary>The Owner who was made of a token's person, or null where they do not become it.</summary>
    /// <param name="token">The token.</param>
    /// <param name="known">Who they are in the directory; null where they are new.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="RefusedException">403: nobody knows their address.</exception>
    public async Task<DirectoryPerson?> MakeAsync(EntraToken token, DirectoryPerson? known, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (!MayBecome(token) || (thereIsOne && known is not null))
            return null;
        // Looked at before the people are, and written with the Owner: of two who find none at the same moment one is made.
        var last = await users.FindFirstOwnerTagAsync(cancel);
        if (await users.FindOwnerAsync(cancel) is { } present)
        {
            thereIsOne = true;
            // Another call of the same person may have made them the Owner a moment ago.
            return present.Id == (known?.Id ?? token.ObjectId) ? present : null;
        }

        var owner = known is null ? New(token) : known with { Role = WorkspaceRole.Owner };
        try
        {
            await users.SaveFirstOwnerAsync(owner, last, cancel);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // Another call was faster: of the same person, or of somebody else, who is the Owner then.
            return await users.FindOwnerAsync(cancel) is { } made && made.Id == owner.Id ? made : null;
        }

        var actor = new Caller(owner.Id, owner.Name, WorkspaceRole.Owner, IsPerson: true, InPerson: true);
        await activity.AppendAsync(null, ActivityEntry.Of(actor, clock.GetUtcNow(), "firstOwnerMade") with { Target = owner.Name, UserId = owner.Id, After = nameof(WorkspaceRole.Owner) }, cancel);
        OwnerMade(log, owner.Id);
        return owner;
    }

    private bool IsNamed(string objectId) => string.Equals(bootstrap.Value.OwnerObjectId, objectId, StringComparison.OrdinalIgnoreCase);

    private bool MayBecome(EntraToken token) => bootstrap.Value.OwnerObjectId.Length > 0 ? IsNamed(token.ObjectId) : token.Role == WorkspaceRole.Owner;

    private DirectoryPerson New(EntraToken token)
    {
        var named = IsNamed(token.ObjectId) && bootstrap.Value.OwnerEmail.Length > 0;
        var address = named ? bootstrap.Value.OwnerEmail : token.Username;
        if (!EmailAddress.TryParse(address, out _))
            throw new RefusedException(RefusalKind.NotAllowed, "You would be the workspace's first Owner, but the access token tells no address: name it in Bootstrap__OwnerEmail, and yourself in Bootstrap__OwnerObjectId.");
        var name = new string([.. token.Name.Where(c => !char.IsControl(c)).Take(200)]).Trim();
        return new DirectoryPerson(token.ObjectId, WorkspaceUserKind.Directory, name.Length > 0 ? name : address.Trim(), Username: null, address.Trim(), [], WorkspaceRole.Owner, Active: true);
    }

    [LoggerMessage(LogLevel.Warning, "{OwnerId} has no role in the tenant and is let in as Owner because Bootstrap__OwnerObjectId names them: nobody can take that away there. Have Workspace.Owner assigned to them, and empty the setting")]
    private static partial void LetInBySetting(ILogger log, string ownerId);

    [LoggerMessage(LogLevel.Warning, "{OwnerId} proved by an access token to be who they are, and became the workspace's first Owner")]
    private static partial void OwnerMade(ILogger log, string ownerId);
}
