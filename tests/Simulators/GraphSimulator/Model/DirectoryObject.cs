using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Hosting;

namespace Seatkeeper.GraphSimulator.Model;

public enum Life
{
    Live,

    /// <summary>Deleted, and can be restored.</summary>
    SoftlyDeleted,

    /// <summary>Deleted for good.</summary>
    Gone,
}

/// <summary>A user, a group, or an app.</summary>
public abstract class DirectoryObject(string id, long ordinal)
{
    public string Id { get; } = id;

    /// <summary>Its place among all objects; a page of a list goes on after one.</summary>
    public long Ordinal { get; } = ordinal;

    public Life Life { get; set; }

    public bool IsLive => Life == Life.Live;

    /// <summary>The groups that have it as a direct member.</summary>
    public HashSet<DirectoryGroup> Parents { get; } = [];

    /// <summary>Of a group: those that it was in when it was deleted, and is in again when it is restored. A user who can be restored never leaves them.</summary>
    public IReadOnlyList<DirectoryGroup> ParentsToReturnTo { get; set; } = [];

    /// <summary>user, group or servicePrincipal.</summary>
    public abstract string Kind { get; }

    public abstract string DisplayName { get; }

    /// <summary>Its properties by name. Not to be changed.</summary>
    public abstract JsonObject Properties { get; }
}

public sealed class DirectoryUser(string id, long ordinal, UserFields fields) : DirectoryObject(id, ordinal)
{
    private JsonObject? properties;

    public UserFields Fields
    {
        get;
        set
        {
            field = value;
            properties = null;
        }
    } = fields;

    public override string Kind => "user";

    public override string DisplayName => Fields.DisplayName;

    public override JsonObject Properties => properties ??= SimJson.Own.ToNode(Fields);
}

/// <summary>An app, or a managed identity: it can be in a group as people are.</summary>
public sealed class DirectoryApp(string id, long ordinal, string displayName) : DirectoryObject(id, ordinal)
{
    /// <inheritdoc cref="Kind" />
    public const string OfKind = "servicePrincipal";

    public override string Kind => OfKind;

    public override string DisplayName { get; } = displayName;

    public override JsonObject Properties { get; } = new() { ["displayName"] = displayName, ["servicePrincipalType"] = "Application" };
}

public sealed class DirectoryGroup(string id, long ordinal, GroupFields fields) : DirectoryObject(id, ordinal)
{
    private readonly Dictionary<string, DirectoryObject> members = new(StringComparer.OrdinalIgnoreCase);
    private IReadOnlyList<DirectoryObject>? inOrder;
    private JsonObject? properties;

    public GroupFields Fields
    {
        get;
        set
        {
            field = value;
            properties = null;
        }
    } = fields;

    public override string Kind => "group";

    public override string DisplayName => Fields.DisplayName;

    public override JsonObject Properties => properties ??= SimJson.Own.ToNode(Fields);

    public bool IsUnified => Fields.GroupTypes.Contains("Unified", StringComparer.OrdinalIgnoreCase);

    /// <summary>Counts the changes of its members.</summary>
    public long MembersVersion { get; private set; }

    /// <summary>The direct members, in the order of their ordinals; users who are deleted and can be restored among them.</summary>
    public IReadOnlyList<DirectoryObject> Members => inOrder ??= [.. members.Values.OrderBy(member => member.Ordinal)];

    /// <summary>Those of them whom lists show: nobody who is deleted.</summary>
    public IReadOnlyList<DirectoryObject> Listed => Members.All(member => member.IsLive) ? Members : [.. Members.Where(member => member.IsLive)];

    public bool Has(DirectoryObject member) => members.ContainsKey(member.Id);

    /// <summary>False where it is a member already.</summary>
    public bool Add(DirectoryObject member)
    {
        if (!members.TryAdd(member.Id, member)) return false;
        member.Parents.Add(this);
        Changed();
        return true;
    }

    /// <summary>False where it was no member.</summary>
    public bool Remove(DirectoryObject member)
    {
        if (!members.Remove(member.Id)) return false;
        member.Parents.Remove(this);
        Changed();
        return true;
    }

    private void Changed()
    {
        inOrder = null;
        MembersVersion++;
    }
}
