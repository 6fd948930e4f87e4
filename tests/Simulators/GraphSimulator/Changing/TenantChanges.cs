using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Journaling;
using Seatkeeper.GraphSimulator.Model;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Changing;

/// <summary>What can happen to users and groups, by an administrator's hand: log, journal and notifications go with it. The world's gate is held.</summary>
internal static class TenantChanges
{
    /// <summary>The most members that one change tells of.</summary>
    private const int MembersTold = 100;

    public static DirectoryUser CreateUser(SimWorld world, UserFields fields)
    {
        Refuse(world.Tenant.WhyNot(fields, besides: null), "userPrincipalName");
        var user = world.Tenant.AddUser(
            SimIds.Of(world.Recipe.Seed, "user", world.Tenant.NextOrdinal), fields with { CreatedDateTime = fields.CreatedDateTime ?? world.Clock.Now });
        Record(world, user, ChangeKind.Created);
        return user;
    }

    public static DirectoryGroup CreateGroup(SimWorld world, GroupFields fields)
    {
        var group = world.Tenant.AddGroup(
            SimIds.Of(world.Recipe.Seed, "group", world.Tenant.NextOrdinal), fields with { CreatedDateTime = fields.CreatedDateTime ?? world.Clock.Now });
        Record(world, group, ChangeKind.Created);
        return group;
    }

    public static void Update(SimWorld world, DirectoryUser user, JsonObject patch)
    {
        RefuseDeleted(user);
        var fields = SimJson.Own.Merge(user.Fields, patch, "user");
        Refuse(world.Tenant.WhyNot(fields, user), "userPrincipalName");
        world.Tenant.Rename(user, fields);
        Record(world, user, ChangeKind.Updated, [.. patch.Select(field => field.Key)]);
    }

    public static void Update(SimWorld world, DirectoryGroup group, JsonObject patch)
    {
        RefuseDeleted(group);
        group.Fields = SimJson.Own.Merge(group.Fields, patch, "group");
        Record(world, group, ChangeKind.Updated, [.. patch.Select(field => field.Key)]);
    }

    public static void ChangeMembers(SimWorld world, DirectoryGroup group, IEnumerable<DirectoryObject> add, IEnumerable<DirectoryObject> remove)
    {
        RefuseDeleted(group);
        var changes = new List<MemberChange>();
        changes.AddRange(remove.Where(group.Remove).Select(member => new MemberChange(member, Removed: true)));
        changes.AddRange(add.Where(group.Add).Select(member => new MemberChange(member, Removed: false)));
        foreach (var some in changes.Chunk(MembersTold)) Record(world, group, ChangeKind.MembersChanged, members: some);
    }

    /// <summary>Deletes as the portal does: users and Microsoft 365 groups can be restored, other groups are gone.</summary>
    public static void Delete(SimWorld world, DirectoryObject subject, bool forGood)
    {
        var soft = !forGood && subject is DirectoryUser or DirectoryGroup { IsUnified: true };
        if (subject.Life == Life.Gone || (soft && !subject.IsLive)) throw new BadControlRequestException("id", $"'{subject.DisplayName}' is deleted already.");
        if (!soft || subject is DirectoryGroup) LeaveGroups(world, subject);
        subject.Life = soft ? Life.SoftlyDeleted : Life.Gone;
        if (!soft) subject.ParentsToReturnTo = [];
        if (!soft && subject is DirectoryGroup group)
        {
            foreach (var member in group.Members) group.Remove(member);
        }

        if (subject is DirectoryUser user)
        {
            world.Tenant.FreeName(user);
            user.Fields = user.Fields with { DeletedDateTime = world.Clock.Now };
        }

        Record(world, subject, soft ? ChangeKind.SoftlyDeleted : ChangeKind.Deleted);
    }

    public static void Restore(SimWorld world, DirectoryObject subject)
    {
        if (subject.Life != Life.SoftlyDeleted) throw new BadControlRequestException("id", "Only what was deleted softly can be restored.");
        if (subject is DirectoryUser user)
        {
            Refuse(world.Tenant.WhyNot(user.Fields, user), "userPrincipalName");
            subject.Life = Life.Live;
            world.Tenant.Rename(user, user.Fields with { DeletedDateTime = null });
        }

        subject.Life = Life.Live;
        Record(world, subject, ChangeKind.Restored);
        var parents = subject.ParentsToReturnTo;
        subject.ParentsToReturnTo = [];
        foreach (var parent in parents.Where(parent => parent.IsLive)) ChangeMembers(world, parent, [subject], []);
    }

    /// <summary>
    /// A deleted object is in no group, and that is a change of each. A user who can be restored stays in theirs and is only listed no more:
    /// neither their deletion nor their being restored is a change of a group ("Users that have been temporarily deleted keep their group
    /// memberships and will not appear in the delta result until they are permanently deleted", Get incremental changes for groups).
    /// </summary>
    private static void LeaveGroups(SimWorld world, DirectoryObject subject)
    {
        subject.ParentsToReturnTo = [.. subject.Parents];
        foreach (var parent in subject.ParentsToReturnTo)
        {
            if (parent.IsLive) ChangeMembers(world, parent, [], [subject]);
            else parent.Remove(subject);
        }
    }

    private static void Record(SimWorld world, DirectoryObject subject, ChangeKind kind, IReadOnlyList<string>? properties = null, IReadOnlyList<MemberChange>? members = null)
    {
        var change = world.Tenant.Log.Add(subject, kind, world.Clock.Now, properties, members);
        var detail = new JsonObject { ["seq"] = change.Seq, ["type"] = subject.Kind, ["displayName"] = subject.DisplayName };
        if (change.Properties.Count > 0) detail["properties"] = new JsonArray([.. change.Properties.Select(name => (JsonNode)name)]);
        if (change.Members.Count > 0)
        {
            detail["added"] = new JsonArray([.. change.Members.Where(m => !m.Removed).Select(m => (JsonNode)m.Member.Id)]);
            detail["removed"] = new JsonArray([.. change.Members.Where(m => m.Removed).Select(m => (JsonNode)m.Member.Id)]);
        }

        world.Note(new JournalEntry { Kind = JournalKind.Change, Name = $"{subject.Kind}{kind}", Target = subject.Id, Detail = detail });
        world.Outbox.Announce(change);
    }

    private static void RefuseDeleted(DirectoryObject subject) => Refuse(subject.IsLive ? null : $"'{subject.DisplayName}' is deleted.", "id");

    private static void Refuse(string? problem, string field)
    {
        if (problem is not null) throw new BadControlRequestException(field, problem);
    }
}
