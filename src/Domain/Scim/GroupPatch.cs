using System.Text.Json.Nodes;

namespace Seatkeeper.Domain.Scim;

/// <summary>What a provider says of a group.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ExternalId">The provider's own id, where it sends one.</param>
/// <param name="Members">Ids of users.</param>
public sealed record ScimGroup(string Name, string? ExternalId, IReadOnlySet<string> Members);

/// <summary>Reads groups, and applies a PATCH to one: all of it, or nothing. Members are a set, so that thousands are changed at once.</summary>
public static class GroupPatch
{
    private static readonly ScimAttribute name = ScimSchema.Group.Find("displayName") ?? throw new InvalidOperationException("Groups have names.");
    private static readonly ScimAttribute externalId = ScimSchema.Group.Find("externalId") ?? throw new InvalidOperationException("Groups have ids of their providers.");

    /// <summary>A group as a body says it.</summary>
    /// <param name="body">The body.</param>
    /// <param name="before">The group that it replaces: whose members stay where the body says nothing of members.</param>
    public static ScimGroup Read(JsonObject body, ScimGroup? before)
    {
        ArgumentNullException.ThrowIfNull(body);
        ScimValues.RequireSchema(body, ScimSchema.Group.Id);
        var given = Text(name, body["displayName"]) ?? throw ScimException.Bad(ScimErrorType.InvalidValue, "displayName is missing.");
        var members = body.ContainsKey("members") && body["members"] is { } list ? MembersOf(list).ToHashSet(StringComparer.Ordinal) : before?.Members ?? new HashSet<string>(StringComparer.Ordinal);
        return new ScimGroup(given, body.ContainsKey("externalId") ? Text(externalId, body["externalId"]) : before?.ExternalId, members);
    }

    /// <summary>The group as it is afterwards.</summary>
    public static ScimGroup Apply(string id, ScimGroup before, IReadOnlyList<ScimOperation> operations)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(operations);
        var members = before.Members.ToHashSet(StringComparer.Ordinal);
        var after = before with { Members = members };
        foreach (var operation in operations)
        {
            var value = operation.Change == ScimChange.Remove ? null : operation.Value;
            switch (ScimSchema.Group.Find(operation.Path.Attribute)?.Name)
            {
                case "id":
                    ScimPatch.RequireSameId(id, operation);
                    break;
                case "displayName":
                    after = after with { Name = Text(name, value) ?? throw ScimException.Bad(ScimErrorType.Mutability, "displayName cannot be taken away.") };
                    break;
                case "externalId":
                    after = after with { ExternalId = Text(externalId, value) };
                    break;
                default:
                    ChangeMembers(members, operation);
                    break;
            }
        }

        return after;
    }

    private static void ChangeMembers(HashSet<string> members, ScimOperation operation)
    {
        if (operation.Path.Which is { } which)
        {
            if (operation.Change != ScimChange.Remove || which.Tests is not [{ IsEqual: true, Value: string one, Path.Attribute: var asked }] || !asked.Equals("value", StringComparison.OrdinalIgnoreCase))
                throw ScimException.Bad(ScimErrorType.InvalidPath, "Of members, only members[value eq \"id\"] can be chosen, and only to remove them.");
            members.Remove(one);
            return;
        }

        if (operation.Path.Sub is not null)
            throw ScimException.Bad(ScimErrorType.InvalidPath, "Members are changed as a whole: use the path members.");
        var named = operation.Value is null ? [] : MembersOf(operation.Value).ToList();
        if (operation.Change == ScimChange.Add)
            members.UnionWith(named);
        else if (operation.Change == ScimChange.Remove && operation.HasValue)
            members.ExceptWith(named);
        else if (operation.Change == ScimChange.Replace && operation.Value is null)
            throw ScimException.Bad(ScimErrorType.InvalidValue, "To take all members out, send an empty list, or remove the path members.");
        else
            ReplaceAll(members, named);
    }

    private static void ReplaceAll(HashSet<string> members, List<string> named)
    {
        members.Clear();
        members.UnionWith(named);
    }

    private static IEnumerable<string> MembersOf(JsonNode value)
    {
        foreach (var member in value is JsonArray list ? list : (IEnumerable<JsonNode?>)[value])
        {
            var id = member is JsonObject fields ? fields["value"] : member;
            if (member is JsonObject && Text(name, member["type"]) is { } type && !type.Equals("User", StringComparison.OrdinalIgnoreCase))
                throw ScimException.Bad(ScimErrorType.InvalidValue, "Members of a group have to be users; groups in groups have to be flattened by the provider.");
            yield return id is JsonValue text && text.TryGetValue<string>(out var read) && read.Length is >= 1 and <= 200
                ? read
                : throw ScimException.Bad(ScimErrorType.InvalidValue, "A member has to have a value, the id of a user.");
        }
    }

    private static string? Text(ScimAttribute attribute, JsonNode? node) => ScimValues.Read(attribute, node)?.GetValue<string>();
}
