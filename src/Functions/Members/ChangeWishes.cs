using Seatkeeper.Contracts;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Members;

/// <summary>Turns bodies into wishes, or refuses them with every field that breaks a rule.</summary>
public sealed class ChangeWishes(WorkspaceUsersTable users, MembersTable members)
{
    private const int ShortestReason = 3;
    private const int LongestReason = 500;

    /// <summary>Whom to invite.</summary>
    public async Task<ChangeWish> AddAsync(Hub hub, AddMembersRequest body, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(body);
        var errors = new FieldErrors();
        var role = body.AppRole is null ? hub.Rules.DefaultAppRole : Role(body.AppRole, errors);
        CheckCount("people", body.People?.Count ?? 0, body.TeamIds, errors);
        if (body.HubRole is not (null or "Owner" or "Collaborator"))
            errors.Add("hubRole", "must be Owner or Collaborator.");
        errors.ThrowIfAny();
        RefuseTeams(body.TeamIds);
        if (body.HubRole == "Owner")
            throw NotYet("hubRole Owner: add the person as Collaborator; making somebody Owner is not built yet.");
        if (body.Seat == false)
            throw NotYet("seat false: access to the hub without a seat is not built yet.");

        var people = new List<WishedPerson>();
        for (var i = 0; i < body.People?.Count; i++)
            people.Add(WishedPerson.ToInvite(await AddressAsync(body.People[i], $"people[{i}]", errors, cancel)));
        CheckDoubles("people", people, errors);
        errors.ThrowIfAny();
        return new ChangeWish(ChangeAction.Invite, people, role);
    }

    /// <summary>Which role a member is to have.</summary>
    public static ChangeWish UpdateRole(string memberId, UpdateRoleRequest body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var errors = new FieldErrors();
        var role = Role(body.AppRole, errors);
        CheckAllow(body.Allow, errors);
        errors.ThrowIfAny();
        return new ChangeWish(ChangeAction.ChangeRole, [WishedPerson.Of(memberId)], role, Allow: body.Allow);
    }

    /// <summary>Whose seats are to be taken away.</summary>
    public async Task<ChangeWish> RemoveAsync(string hubId, RemoveMembersRequest body, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(body);
        var errors = new FieldErrors();
        CheckCount("memberIds", body.MemberIds?.Count ?? 0, body.TeamIds, errors);
        CheckScope(body.Scope, errors);
        CheckAllow(body.Allow, errors);
        if (body.Reason?.Trim() is not { Length: >= ShortestReason and <= LongestReason })
            errors.Add("reason", $"must be {ShortestReason} to {LongestReason} characters.");
        errors.ThrowIfAny();
        RefuseTeams(body.TeamIds);
        RefuseHubScope(body.Scope);

        var people = (body.MemberIds ?? []).Select(WishedPerson.Of).ToList();
        CheckDoubles("memberIds", people, errors);
        errors.ThrowIfAny();
        var known = (await members.LoadAsync(hubId, cancel)).Select(stored => stored.Member.Id).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < people.Count; i++)
        {
            if (!known.Contains(people[i].ItemId))
                errors.Add($"memberIds[{i}]", "is no member of this hub.");
        }

        errors.ThrowIfAny();
        return new ChangeWish(ChangeAction.Remove, people, Reason: body.Reason?.Trim(), Allow: body.Allow);
    }

    /// <summary>That one member's seat is to be taken away.</summary>
    public static ChangeWish Remove(string memberId, string scope, IReadOnlyList<string> allow)
    {
        var errors = new FieldErrors();
        CheckScope(scope.Length == 0 ? "app" : scope, errors);
        CheckAllow(allow, errors);
        errors.ThrowIfAny();
        RefuseHubScope(scope);
        return new ChangeWish(ChangeAction.Remove, [WishedPerson.Of(memberId)], Allow: allow);
    }

    /// <summary>That something is done to one member's invitation.</summary>
    public static ChangeWish Invitation(string memberId, ChangeAction action) => new(action, [WishedPerson.Of(memberId)]);

    /// <summary>Refuses with 404 where a hub has no such member.</summary>
    public async Task RequireAsync(string hubId, string memberId, CancellationToken cancel)
    {
        if (!HubCalls.IsId(memberId) || await members.GetAsync(hubId, memberId, cancel) is null)
            throw new RefusedException(RefusalKind.NotFound, "There is no such member in this hub.");
    }

    private async Task<string> AddressAsync(PersonToAdd? person, string field, FieldErrors errors, CancellationToken cancel)
    {
        if (person is null || person.UserId is null == person.Email is null)
            errors.Add(field, "must have a userId or an email, and not both.");
        else if (person.Email is { } email && !EmailAddress.TryParse(email, out _))
            errors.Add($"{field}.email", $"{EmailAddress.Rule}.");
        else if (person.Email is { } address)
            return address.Trim();
        else if (!PersonId.IsValid(person.UserId ?? "") || await users.FindAsync(person.UserId ?? "", cancel) is not { } user)
            errors.Add($"{field}.userId", "is no workspace user.");
        else if (!user.Active)
            errors.Add($"{field}.userId", "is somebody who left.");
        else
            return user.Email;
        return "";
    }

    private static AppRole? Role(string? text, FieldErrors errors)
    {
        if (text is not null && text.All(char.IsAsciiLetter) && Enum.TryParse<AppRole>(text, out var role))
            return role;
        errors.Add("appRole", "must be Admin, Member or Guest.");
        return null;
    }

    private static void CheckCount(string field, int count, IReadOnlyList<string>? teams, FieldErrors errors)
    {
        if (count > ChangeWish.MostPeople || (count == 0 && teams is null or { Count: 0 }))
            errors.Add(field, $"must have 1 to {ChangeWish.MostPeople} entries.");
    }

    private static void CheckDoubles(string field, List<WishedPerson> people, FieldErrors errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < people.Count; i++)
        {
            if (people[i].Email != "" && !seen.Add(people[i].ItemId))
                errors.Add($"{field}[{i}]", "is there twice.");
        }
    }

    private static void CheckScope(string? scope, FieldErrors errors)
    {
        if (scope is not ("app" or "hub"))
            errors.Add("scope", "must be app or hub.");
    }

    private static void CheckAllow(IReadOnlyList<string>? allow, FieldErrors errors)
    {
        if (allow?.All(ChangeAllowance.All.Contains) == false)
            errors.Add("allow", $"may hold {string.Join(", ", ChangeAllowance.All)}.");
    }

    private static void RefuseTeams(IReadOnlyList<string>? teams)
    {
        if (teams is { Count: > 0 })
            throw NotYet("teamIds: teams are not built yet; name the people.");
    }

    private static void RefuseHubScope(string? scope)
    {
        if (scope == "hub")
            throw NotYet("scope hub: taking away only the access to the hub is not built yet; scope app takes the seat as well.");
    }

    private static RefusedException NotYet(string detail) => new(RefusalKind.NotSupportedByApp, detail);
}
