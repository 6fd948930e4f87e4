using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
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
    private const string HubScope = "hub";

    /// <summary>Whom to invite, or to make Owner of the hub without a seat.</summary>
    public async Task<ChangeWish> AddAsync(Hub hub, AddMembersRequest body, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(body);
        var errors = new FieldErrors();
        var role = body.AppRole is null ? hub.Rules.DefaultAppRole : Role(body.AppRole, errors);
        CheckCount("people", body.People?.Count ?? 0, errors);
        HubRole? hubRole = body.HubRole switch { null => null, nameof(HubRole.Owner) => HubRole.Owner, nameof(HubRole.Collaborator) => HubRole.Collaborator, _ => Wrong(errors) };
        if (body.Seat == false && hubRole != HubRole.Owner)
            errors.Add("seat", "must be true for a Collaborator: only an Owner may be without a seat.");
        errors.ThrowIfAny();

        var everybody = await users.ReadAllAsync(cancel);
        var people = new List<WishedPerson>();
        for (var i = 0; i < body.People?.Count; i++)
            people.Add(Person(body.People[i], $"people[{i}]", new WishedRole(hubRole, hub.Rules.DefaultHubRole), everybody, errors));
        CheckDoubles("people", people, errors);
        errors.ThrowIfAny();
        return new ChangeWish(ChangeAction.Invite, people, role, HubRole: hubRole, HubOnly: body.Seat == false);
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
        CheckCount("memberIds", body.MemberIds?.Count ?? 0, errors);
        CheckScope(body.Scope, errors);
        CheckAllow(body.Allow, errors);
        CheckReason(body.Reason, errors);
        errors.ThrowIfAny();

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
        return new ChangeWish(ChangeAction.Remove, people, Reason: body.Reason?.Trim(), Allow: body.Allow, HubOnly: body.Scope == HubScope);
    }

    /// <summary>That one member's seat is to be taken away.</summary>
    public static ChangeWish Remove(string memberId, string scope, IReadOnlyList<string> allow)
    {
        var errors = new FieldErrors();
        CheckScope(scope.Length == 0 ? "app" : scope, errors);
        CheckAllow(allow, errors);
        errors.ThrowIfAny();
        return new ChangeWish(ChangeAction.Remove, [WishedPerson.Of(memberId)], Allow: allow, HubOnly: scope == HubScope);
    }

    /// <summary>That something is done to one member's invitation.</summary>
    public static ChangeWish Invitation(string memberId, ChangeAction action) => new(action, [WishedPerson.Of(memberId)]);

    /// <summary>A member as it is stored.</summary>
    /// <exception cref="RefusedException">404 where a hub has no such member.</exception>
    public async Task<StoredMember> RequireAsync(string hubId, string memberId, CancellationToken cancel) =>
        (HubCalls.IsId(memberId) ? await members.GetAsync(hubId, memberId, cancel) : null) ?? throw new RefusedException(RefusalKind.NotFound, "There is no such member in this hub.");

    // An address that one person of the workspace has is theirs: they are matched and given a grant, as if they had been named.
    private static WishedPerson Person(PersonToAdd? person, string field, WishedRole hubRole, IReadOnlyList<DirectoryPerson> everybody, FieldErrors errors)
    {
        if (person is null || person.UserId is null == person.Email is null)
            errors.Add(field, "must have a userId or an email, and not both.");
        else if (person.Email is { } email && !EmailAddress.TryParse(email, out _))
            errors.Add($"{field}.email", $"{EmailAddress.Rule}.");
        else if (person.Email is { } address)
            return OfAddress(address, $"{field}.email", hubRole, everybody, errors);
        else if (everybody.FirstOrDefault(known => known.Id == person.UserId) is not { } user)
            errors.Add($"{field}.userId", "is no workspace user.");
        else if (!user.Active)
            errors.Add($"{field}.userId", "is somebody who left.");
        else
            return Of(user.Email, user, $"{field}.userId", hubRole, errors);
        return WishedPerson.ToInvite("");
    }

    private static WishedPerson OfAddress(string address, string field, WishedRole hubRole, IReadOnlyList<DirectoryPerson> everybody, FieldErrors errors)
    {
        var key = EmailAddress.KeyOf(address);
        var having = everybody.Where(user => user.Aliases.Append(user.Email).Any(one => EmailAddress.KeyOf(one) == key)).ToList();
        var here = having.Where(user => user.Active).ToList();
        if (having.Count == 0 || here.Count > 0)
            return Of(address.Trim(), here.Count == 1 ? here[0] : null, field, hubRole, errors);
        errors.Add(field, "is the address of somebody who left.");
        return WishedPerson.ToInvite("");
    }

    private static WishedPerson Of(string address, DirectoryPerson? user, string field, WishedRole hubRole, FieldErrors errors)
    {
        var mayOwn = user is not null && AccessRules.HighestHubRole(user.Role) == HubRole.Owner;
        if (hubRole.Asked == HubRole.Owner && !mayOwn)
            errors.Add(field, user is null ? "is nobody of the workspace, who could be Owner of the hub." : "is a guest, who is never Owner of a hub.");
        return WishedPerson.ToInvite(address, user?.Id) with { HubRole = hubRole.Asked ?? (mayOwn ? hubRole.Default : null) };
    }

    private sealed record WishedRole(HubRole? Asked, HubRole Default);

    private static HubRole? Wrong(FieldErrors errors)
    {
        errors.Add("hubRole", "must be Owner or Collaborator.");
        return null;
    }

    private static AppRole? Role(string? text, FieldErrors errors)
    {
        if (text is not null && text.All(char.IsAsciiLetter) && Enum.TryParse<AppRole>(text, out var role))
            return role;
        errors.Add("appRole", "must be Admin, Member or Guest.");
        return null;
    }

    /// <summary>Notes a reason that is none.</summary>
    internal static void CheckReason(string? reason, FieldErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (reason?.Trim() is not { Length: >= ShortestReason and <= LongestReason })
            errors.Add("reason", $"must be {ShortestReason} to {LongestReason} characters.");
    }

    private static void CheckCount(string field, int count, FieldErrors errors)
    {
        if (count is 0 or > ChangeWish.MostPeople)
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
        if (scope is not ("app" or HubScope))
            errors.Add("scope", "must be app or hub.");
    }

    private static void CheckAllow(IReadOnlyList<string>? allow, FieldErrors errors)
    {
        if (allow?.All(ChangeAllowance.All.Contains) == false)
            errors.Add("allow", $"may hold {string.Join(", ", ChangeAllowance.All)}.");
    }
}
