using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Matching;

/// <summary>Turns bodies into wishes, or refuses them with every field that breaks a rule.</summary>
public sealed class MatchWishes(WorkspaceUsersTable people, MembersTable members)
{
    /// <summary>What a body names, held against nothing yet: by it a call is known that is made again. Null where it breaks a rule by itself.</summary>
    public static MatchWish? Named(MatchMembersRequest body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var matches = (body.Matches ?? []).Select(match => Named(match?.MemberId, match?.UserId, match?.HubRole)).ToList();
        return matches.Contains(null) ? null : new MatchWish([.. matches.OfType<WishedMatch>()]);
    }

    /// <summary>What a body names for one member.</summary>
    public static MatchWish? Named(string memberId, MatchMemberRequest body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Named(memberId, body.UserId, body.HubRole) is { } match ? new MatchWish([match]) : null;
    }

    /// <summary>Several members.</summary>
    public async Task<AskedMatches> OfAsync(string hubId, MatchMembersRequest body, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (body.Matches is not { Count: >= 1 and <= MatchWish.MostMatches } wanted)
            throw FieldErrors.One("matches", $"must have 1 to {MatchWish.MostMatches} entries.");

        var errors = new FieldErrors();
        var matches = new List<WishedMatch>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < wanted.Count; i++)
        {
            var (field, match) = ($"matches[{i}].", wanted[i]);
            if (!HubCalls.IsId(match?.MemberId) || await members.GetAsync(hubId, match?.MemberId ?? "", cancel) is null)
                errors.Add(field + "memberId", "is no member of this hub.");
            else if (!seen.Add(match?.MemberId ?? ""))
                errors.Add(field + "memberId", "is there twice.");
            if (await PersonAsync(match?.UserId, match?.HubRole, field, errors, cancel) is { } person)
                matches.Add(person with { MemberId = match?.MemberId ?? "" });
        }

        errors.ThrowIfAny();
        return new AskedMatches(new MatchWish(matches));
    }

    /// <summary>One member.</summary>
    /// <exception cref="RefusedException">404 where the hub has no such member.</exception>
    public async Task<AskedMatches> OfAsync(string hubId, string memberId, MatchMemberRequest body, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (!HubCalls.IsId(memberId) || await members.GetAsync(hubId, memberId, cancel) is not { } seen)
            throw new RefusedException(RefusalKind.NotFound, "There is no such member in this hub.");
        var errors = new FieldErrors();
        var person = await PersonAsync(body.UserId, body.HubRole, "", errors, cancel);
        errors.ThrowIfAny();
        return new AskedMatches(new MatchWish(person is null ? [] : [person with { MemberId = memberId }])) { Seen = seen };
    }

    private static WishedMatch? Named(string? memberId, string? userId, string? hubRole) =>
        memberId is not null && userId is not null && RoleOf(hubRole) is { } role ? new WishedMatch(memberId, userId, role) : null;

    private static HubRole? RoleOf(string? hubRole) => hubRole switch { nameof(HubRole.Owner) => HubRole.Owner, nameof(HubRole.Collaborator) => HubRole.Collaborator, _ => null };

    private async Task<WishedMatch?> PersonAsync(string? userId, string? hubRole, string field, FieldErrors errors, CancellationToken cancel)
    {
        var role = RoleOf(hubRole);
        if (role is null)
            errors.Add(field + "hubRole", "must be Owner or Collaborator.");
        if (!PersonId.IsValid(userId ?? "") || await people.FindAsync(userId ?? "", cancel) is not { } person)
            errors.Add(field + "userId", "is no workspace user.");
        else if (!person.Active)
            errors.Add(field + "userId", "is somebody who left.");
        else if (role > AccessRules.HighestHubRole(person.Role))
            errors.Add(field + "hubRole", "must be Collaborator: a guest is never Owner of a hub.");
        else if (role is { } known)
            return new WishedMatch("", person.Id, known);
        return null;
    }
}

/// <summary>Matches that a call asks for.</summary>
/// <param name="Wish">What is wished.</param>
public sealed record AskedMatches(MatchWish Wish)
{
    /// <summary>The one member that the call is about, as it was found: <c>If-Match</c> names its version. Null where it is about several.</summary>
    public StoredMember? Seen { get; init; }
}
