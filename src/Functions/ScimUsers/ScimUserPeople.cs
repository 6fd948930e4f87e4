using System.Text.Json.Nodes;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Scim;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.ScimUsers;

/// <summary>What a provider says of a user, taken apart.</summary>
/// <param name="Attributes">What is kept of it, without <c>active</c>.</param>
/// <param name="Active">Whether the person is in the company; null where the provider says nothing of that.</param>
internal sealed record ScimUserWish(JsonObject Attributes, bool? Active)
{
    private const int LongestName = 200;
    private const int LongestAttributes = 30_000;

    /// <summary>Reads a wish, and holds it against the rules.</summary>
    public static ScimUserWish Of(JsonObject attributes)
    {
        var kept = (JsonObject)attributes.DeepClone();
        var active = kept["active"]?.GetValue<bool>();
        kept.Remove("active");
        var wish = new ScimUserWish(kept, active);
        if (wish.Text("userName") is null)
            throw ScimException.Bad(ScimErrorType.InvalidValue, "userName is missing.");
        if (wish.UserName.Length > LongestName || wish.PersonName.Length > LongestName)
            throw ScimException.Bad(ScimErrorType.InvalidValue, $"userName and the person's name may have at most {LongestName} characters.");
        if (kept.ToJsonString().Length > LongestAttributes)
            throw ScimException.Bad(ScimErrorType.TooMany, "The user has more attributes than are kept of one.");
        var broken = wish.Emails.Select(email => email["value"]?.ToString()).FirstOrDefault(email => !EmailAddress.TryParse(email, out _));
        if (broken is not null)
            throw ScimException.Bad(ScimErrorType.InvalidValue, $"emails: {broken} {EmailAddress.Rule}.");
        if (wish.Addresses.Count == 0)
            throw ScimException.Bad(ScimErrorType.InvalidValue, "emails is missing, and userName is no e-mail address: Seatkeeper finds a person's seats by their addresses.");
        return wish;
    }

    public string UserName => Text("userName") ?? "";

    public string? ExternalId => Text("externalId");

    /// <summary>An external guest where the provider says so.</summary>
    public bool IsGuest => string.Equals(Text("userType"), "Guest", StringComparison.OrdinalIgnoreCase);

    public string PersonName
    {
        get
        {
            var name = Attributes["name"];
            var parts = string.Join(' ', new[] { name?["givenName"]?.ToString(), name?["familyName"]?.ToString() }.Where(part => part is not null));
            return (Text("displayName") ?? name?["formatted"]?.ToString() ?? (parts.Length > 0 ? parts : UserName)).Trim();
        }
    }

    /// <summary>The main address first: the primary one, else the one of work, else the first; a userName that is an address comes last.</summary>
    public IReadOnlyList<string> Addresses =>
    [
        .. Emails.OrderByDescending(email => email["primary"]?.GetValue<bool>() == true).ThenByDescending(email => string.Equals(email["type"]?.ToString(), "work", StringComparison.OrdinalIgnoreCase))
            .Select(email => email["value"]?.ToString()).Append(EmailAddress.TryParse(UserName, out _) ? UserName : null).OfType<string>().Select(email => email.Trim())
            .DistinctBy(EmailAddress.KeyOf, StringComparer.Ordinal),
    ];

    private IEnumerable<JsonObject> Emails => (Attributes["emails"] as JsonArray ?? []).OfType<JsonObject>();

    private string? Text(string name) => Attributes[name]?.ToString();
}

/// <summary>Makes people of what providers say.</summary>
internal static class ScimUserPeople
{
    /// <summary>A person whom nobody knew.</summary>
    public static DirectoryPerson New(string id, ScimUserWish wish)
    {
        var addresses = wish.Addresses;
        return new DirectoryPerson(
            id, wish.IsGuest ? WorkspaceUserKind.Guest : WorkspaceUserKind.Directory, wish.PersonName, wish.UserName, addresses[0], [.. addresses.Skip(1)],
            wish.IsGuest ? WorkspaceRole.GuestUser : WorkspaceRole.User, Active: wish.Active != false);
    }

    /// <summary>
    /// A known person as the provider says them now: name and addresses are its business; kind and role never are. Addresses that
    /// somebody else gave them stay, also where the provider had said them before. Of whom the provider may not let leave, Seatkeeper's own record stays as it is.
    /// </summary>
    public static DirectoryPerson Changed(DirectoryPerson person, IReadOnlyList<string> addressesBefore, ScimUserWish wish, ScimCaller caller)
    {
        if (person.Role > caller.Actor.Role)
            return person;
        var addresses = wish.Addresses;
        var entras = person.Directory?.Addresses?.Split('\n') ?? [];
        var told = addresses.Select(EmailAddress.KeyOf).Concat(addressesBefore.Select(EmailAddress.KeyOf).Except(entras, StringComparer.Ordinal)).ToHashSet(StringComparer.Ordinal);
        var own = person.Aliases.Append(person.Email).Where(address => !told.Contains(EmailAddress.KeyOf(address)));
        return person with { Name = wish.PersonName, Username = wish.UserName, Email = addresses[0], Aliases = [.. addresses.Skip(1).Concat(own)] };
    }
}
