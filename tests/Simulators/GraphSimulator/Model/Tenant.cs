namespace Seatkeeper.GraphSimulator.Model;

/// <summary>All users and groups, and the log of what changed.</summary>
public sealed class Tenant
{
    private readonly Dictionary<string, DirectoryObject> byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, DirectoryUser> byPrincipalName = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<DirectoryUser> users = [];
    private readonly List<DirectoryGroup> groups = [];
    private readonly Dictionary<string, (long Seq, IReadOnlyList<DirectoryObject> Members)> transitive = new(StringComparer.Ordinal);

    /// <summary>Every user that ever was, in the order of their ordinals.</summary>
    public IReadOnlyList<DirectoryUser> Users => users;

    /// <summary>Every group that ever was, in the order of their ordinals.</summary>
    public IReadOnlyList<DirectoryGroup> Groups => groups;

    public ChangeLog Log { get; } = new();

    public long NextOrdinal { get; private set; } = 1;

    public DirectoryUser AddUser(string id, UserFields fields)
    {
        var user = new DirectoryUser(id, NextOrdinal++, fields);
        users.Add(user);
        byId.Add(id, user);
        byPrincipalName.Add(fields.UserPrincipalName, user);
        return user;
    }

    public DirectoryGroup AddGroup(string id, GroupFields fields)
    {
        var group = new DirectoryGroup(id, NextOrdinal++, fields);
        groups.Add(group);
        byId.Add(id, group);
        return group;
    }

    public DirectoryApp AddApp(string id, string displayName)
    {
        var app = new DirectoryApp(id, NextOrdinal++, displayName);
        byId.Add(id, app);
        return app;
    }

    public void Rename(DirectoryUser user, UserFields fields)
    {
        FreeName(user);
        user.Fields = fields;
        if (user.IsLive) byPrincipalName[fields.UserPrincipalName] = user;
    }

    /// <summary>Takes the name of a user who is deleted, so that another may have it.</summary>
    public void FreeName(DirectoryUser user)
    {
        if (byPrincipalName.GetValueOrDefault(user.Fields.UserPrincipalName) == user) byPrincipalName.Remove(user.Fields.UserPrincipalName);
    }

    /// <summary>By id, and users by principal name as well, as the API finds them.</summary>
    public DirectoryUser? FindUser(string idOrName) => byId.GetValueOrDefault(idOrName) as DirectoryUser ?? byPrincipalName.GetValueOrDefault(idOrName);

    public DirectoryGroup? FindGroup(string id) => byId.GetValueOrDefault(id) as DirectoryGroup;

    /// <summary>As the control plane finds them: also by mail and by a group's name, and deleted ones too.</summary>
    public DirectoryObject? Find(string reference) =>
        byId.GetValueOrDefault(reference)
        ?? byPrincipalName.GetValueOrDefault(reference)
        ?? users.Find(user => reference.Equals(user.Fields.Mail, StringComparison.OrdinalIgnoreCase)) as DirectoryObject
        ?? groups.FindLast(group => reference.Equals(group.Fields.DisplayName, StringComparison.OrdinalIgnoreCase));

    /// <summary>Why a user cannot have these fields; null where they can.</summary>
    public string? WhyNot(UserFields fields, DirectoryUser? besides)
    {
        if (fields.UserPrincipalName.Length == 0) return "A user needs a userPrincipalName.";
        if (fields.UserType is not ("Member" or "Guest")) return "userType is Member or Guest.";
        return byPrincipalName.TryGetValue(fields.UserPrincipalName, out var other) && other != besides
            ? $"Another user is '{fields.UserPrincipalName}'."
            : null;
    }

    /// <summary>Everybody and every group that is in a group by whatever way, once. A circle of groups does no harm.</summary>
    public IReadOnlyList<DirectoryObject> TransitiveMembers(DirectoryGroup group)
    {
        if (transitive.TryGetValue(group.Id, out var known) && known.Seq == Log.Last) return known.Members;
        var seen = new HashSet<DirectoryObject>();
        var open = new Queue<DirectoryGroup>([group]);
        while (open.TryDequeue(out var next))
        {
            foreach (var member in next.Listed)
            {
                if (member != group && seen.Add(member) && member is DirectoryGroup nested) open.Enqueue(nested);
            }
        }

        IReadOnlyList<DirectoryObject> members = [.. seen.OrderBy(member => member.Ordinal)];
        transitive[group.Id] = (Log.Last, members);
        return members;
    }
}
