using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Functions.Tokens;

/// <summary>
/// Finds who calls with an access token. A person is known in the workspace by their object id, and by nothing else that a token says; the
/// role is the token's.
/// </summary>
public sealed class EntraCallers(EntraTokens tokens, EntraPeople people, FirstOwner firstOwner)
{
    // No service principal with a key has a colon in its name, so the two are never taken for one another.
    private const string AppPrefix = "service:entra:";

    /// <summary>Whether tokens are taken at all.</summary>
    public bool AreTaken => tokens.AreTaken;

    /// <summary>The caller, or null where the token is not valid, or its person left.</summary>
    /// <exception cref="RefusedException">403: the token is valid, and gives its holder nothing here.</exception>
    /// <exception cref="AppFailureException">503: nobody can say whether it is valid.</exception>
    public async Task<Caller?> FindAsync(string text, CancellationToken cancel)
    {
        if (await tokens.ReadAsync(text, cancel) is not { } token)
            return null;
        if (!token.IsPerson)
            return new Caller(AppPrefix + token.AppId, token.Name.Length > 0 ? token.Name : token.AppId, token.Role ?? throw WithoutRole(), IsPerson: false, InPerson: false);

        var person = await people.FindAsync(token.ObjectId, cancel);
        if (person is { Active: false })
            return null;
        if (person is not { Role: WorkspaceRole.Owner })
            person = await firstOwner.MakeAsync(token, person, cancel) ?? person;
        var role = token.Role ?? (firstOwner.NeedsNoRole(token, person) ? WorkspaceRole.Owner : throw WithoutRole());
        return person is null
            ? throw new RefusedException(RefusalKind.NotAllowed, "You are not in this workspace's directory: have yourself imported with your object id as the id, or by a read of Microsoft Entra.")
            : new Caller(person.Id, person.Name, role, IsPerson: true, InPerson: true);
    }

    private static RefusedException WithoutRole() =>
        new(RefusalKind.NotAllowed, "The access token carries no role of this app: have one of Workspace.Owner, .SuperAdmin, .Admin, .User, .GuestUser or .LoginOnly assigned.");
}
