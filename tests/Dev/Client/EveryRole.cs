using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Dev.Fuzzing;

namespace Seatkeeper.Dev.Client;

/// <summary>People of every role, in the workspace and in a hub, with keys; and callers whose keys do not work.</summary>
public sealed record EveryRole(IReadOnlyList<FuzzCaller> Callers, IReadOnlyList<string> Names)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly (WorkspaceRole Role, int Weight)[] Roles =
    [
        (WorkspaceRole.SuperAdmin, 4), (WorkspaceRole.Admin, 3), (WorkspaceRole.User, 2), (WorkspaceRole.GuestUser, 2), (WorkspaceRole.LoginOnly, 1),
    ];

    /// <summary>Makes them, as the workspace's Owner; the first of the callers is that Owner.</summary>
    /// <param name="owner">The Owner.</param>
    /// <param name="key">The Owner's key.</param>
    /// <param name="hub">A hub of the Owner, after its first check.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<EveryRole> MakeAsync(SeatkeeperClient owner, string key, string hub, CancellationToken cancel)
    {
        await owner.ImportUsersAsync([.. Roles.Select(pair => Person(pair.Role, "")), Person(WorkspaceRole.User, ".owner"), Person(WorkspaceRole.User, ".other")], cancel);
        var people = await owner.ListUsersAsync(cancel);
        WorkspaceUserResponse Find(WorkspaceRole role, string which) => people.First(person => person.Email == Address(role, which));
        var callers = new List<FuzzCaller> { new("Owner", key, 72) };
        foreach (var (role, weight) in Roles)
            callers.Add(new($"{role}", await KeyAsync(owner, Find(role, "").Id, cancel), weight));
        callers.Add(new("another User", await KeyAsync(owner, Find(WorkspaceRole.User, ".other").Id, cancel), 1));

        var member = (await owner.ListMembersAsync(hub, MemberStatus.Unmatched, cancel)).First(found => found is { Presence: Presence.Confirmed, AppRole: not AppRole.Owner });
        var hubOwner = Find(WorkspaceRole.User, ".owner").Id;
        var task = await owner.PostAsync<TaskResponse>($"hubs/{hub}/members/{member.Id}/match", new MatchMemberRequest(hubOwner, nameof(HubRole.Owner)), cancel);
        await owner.FollowAsync(task.Id, Patience, cancel);
        callers.Add(new("Owner of the hub", await KeyAsync(owner, hubOwner, cancel), 8));

        var collaborator = (await owner.ListMembersAsync(hub, MemberStatus.Onboarded, cancel)).First(found => found.UserId is { } id && id != hubOwner && people.Any(person => person.Id == id)).UserId ?? "";
        callers.Add(new("Collaborator of the hub", await KeyAsync(owner, collaborator, cancel), 2));
        callers.Add(new("service principal", (await owner.CreateKeyAsync(new CreateApiKeyRequest("fuzz", null, "fuzz-service", nameof(WorkspaceRole.SuperAdmin), 1), cancel)).Key, 3));
        var revoked = await owner.CreateKeyAsync(new CreateApiKeyRequest("revoked", null, null, null, 1), cancel);
        using (await owner.Http.DeleteAsync(new Uri($"api-keys/{revoked.Id}", UriKind.Relative), cancel))
            callers.AddRange([new("revoked key", revoked.Key, 1, HasPower: false), new("no key", null, 1, HasPower: false), new("unknown key", new string('k', 43), 1, HasPower: false) { IsKnown = false }]);

        var keys = await owner.ListAsync<ApiKeyResponse>("api-keys", cancel);
        var own = people.Where(person => person.Email.StartsWith("caller.", StringComparison.Ordinal) || person.Id == collaborator || person.Role == WorkspaceRole.Owner);
        return new EveryRole(callers, [.. own.SelectMany(person => new[] { person.Id, person.Email, person.Username ?? person.Id }), .. keys.Select(made => made.Id)]);
    }

    private static string Address(WorkspaceRole role, string which) => $"caller.{role.ToString().ToLowerInvariant()}{which}@corp.test";

    private static ImportedUser Person(WorkspaceRole role, string which) => new(
        Id: null, (role == WorkspaceRole.GuestUser ? WorkspaceUserKind.Guest : WorkspaceUserKind.Directory).ToString(), $"Caller {role}{which}", Username: null, Address(role, which), Aliases: null, role.ToString());

    private static async Task<string?> KeyAsync(SeatkeeperClient owner, string user, CancellationToken cancel) =>
        (await owner.CreateKeyAsync(new CreateApiKeyRequest("fuzz", user, null, null, 1), cancel)).Key;
}
