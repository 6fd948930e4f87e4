using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Model;

namespace Seatkeeper.GraphSimulator.Reading;

/// <summary>What a request wants to see of users and groups.</summary>
internal sealed class Projection
{
    private static readonly string[] UserDefaults =
    [
        "businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation", "preferredLanguage", "surname", "userPrincipalName",
    ];

    private static readonly string[] GroupDefaults =
    [
        "deletedDateTime", "createdDateTime", "description", "displayName", "groupTypes", "mail", "mailEnabled", "mailNickname", "membershipRule", "onPremisesSyncEnabled",
        "securityEnabled", "visibility",
    ];

    private static readonly HashSet<string> UserNames = NamesOf(new UserFields { UserPrincipalName = "" });
    private static readonly HashSet<string> GroupNames = NamesOf(new GroupFields { DisplayName = "" });

    private readonly IReadOnlyList<string>? selected;

    private Projection(IReadOnlyList<string>? selected) => this.selected = selected;

    /// <summary>The names of <c>$select</c>, or null where it is not there.</summary>
    public IReadOnlyList<string>? Selected => selected;

    /// <summary>Reads <c>$select</c>, and refuses a property that the kind does not have; without a kind, that neither has.</summary>
    public static Projection Of(string? select, string? kind)
    {
        if (string.IsNullOrWhiteSpace(select)) return new Projection(selected: null);
        var names = select.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var name in names)
        {
            var known = name == "id" || (kind != "group" && UserNames.Contains(name)) || (kind != "user" && GroupNames.Contains(name));
            if (!known) throw GraphErrorException.BadRequest($"Could not find a property named '{name}' on type 'microsoft.graph.{kind ?? "directoryObject"}'.");
        }

        return new Projection(names);
    }

    /// <summary>The object as it is sent; with its type where the list may hold several.</summary>
    public JsonObject Show(DirectoryObject subject, bool withType)
    {
        var shown = new JsonObject();
        if (withType) shown["@odata.type"] = $"#microsoft.graph.{subject.Kind}";
        shown["id"] = subject.Id;
        foreach (var name in selected ?? (subject is DirectoryUser ? UserDefaults : GroupDefaults))
        {
            if (name != "id" && subject.Properties.TryGetPropertyValue(name, out var value)) shown[name] = value?.DeepClone();
        }

        return shown;
    }

    private static HashSet<string> NamesOf<T>(T fields)
        where T : notnull => [.. SimJson.Own.ToNode(fields).Select(field => field.Key)];
}
