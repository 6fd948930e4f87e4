namespace Seatkeeper.Domain.Scim;

/// <summary>What an attribute holds.</summary>
public enum ScimType
{
    /// <summary>Text.</summary>
    String,
    /// <summary>True or false; providers send it as text too.</summary>
    Boolean,
    /// <summary>A time.</summary>
    DateTime,
    /// <summary>An address of a resource.</summary>
    Reference,
    /// <summary>Attributes of its own.</summary>
    Complex,
}

/// <summary>One attribute that Seatkeeper keeps or shows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Description">What it is for.</param>
public sealed record ScimAttribute(string Name, ScimType Type, string Description)
{
    /// <summary>True where it holds several values.</summary>
    public bool IsMultiValued { get; init; }

    /// <summary>True where a resource cannot be without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>True where case counts.</summary>
    public bool IsCaseExact { get; init; }

    /// <summary>True where only Seatkeeper writes it.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>True where no two resources of a connection have the same.</summary>
    public bool IsUnique { get; init; }

    /// <summary>Attributes of a complex one.</summary>
    public IReadOnlyList<ScimAttribute> Sub { get; init; } = [];

    /// <summary>An attribute of a complex one, in any case; or null.</summary>
    public ScimAttribute? FindSub(string name) => Sub.FirstOrDefault(attribute => attribute.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The attributes of a kind of resource (RFC 7643), as far as Seatkeeper keeps them.</summary>
public sealed class ScimSchema
{
    /// <summary>Attributes of the standards that providers send, and that Seatkeeper has no use for: they are taken and not kept.</summary>
    private static readonly HashSet<string> ignored = new(StringComparer.OrdinalIgnoreCase)
    {
        "nickName", "profileUrl", "title", "preferredLanguage", "locale", "timezone", "password", "phoneNumbers", "ims", "photos", "addresses", "groups", "entitlements", "roles",
        "x509Certificates", "manager", "department", "employeeNumber", "costCenter", "organization", "division",
    };

    private static readonly ScimAttribute[] ofEveryResource =
    [
        new("id", ScimType.String, "Seatkeeper's id of the resource.") { IsCaseExact = true, IsReadOnly = true, IsUnique = true },
        new("externalId", ScimType.String, "The provider's own id.") { IsCaseExact = true },
        new("meta", ScimType.Complex, "When it was made and changed, and its version.")
        {
            IsReadOnly = true,
            Sub =
            [
                new("resourceType", ScimType.String, "User or Group.") { IsCaseExact = true, IsReadOnly = true },
                new("created", ScimType.DateTime, "When it was made.") { IsReadOnly = true },
                new("lastModified", ScimType.DateTime, "When the provider changed it last.") { IsReadOnly = true },
                new("location", ScimType.Reference, "Its address.") { IsCaseExact = true, IsReadOnly = true },
                new("version", ScimType.String, "Its entity tag.") { IsCaseExact = true, IsReadOnly = true },
            ],
        },
        new("schemas", ScimType.String, "The schemas of the resource.") { IsMultiValued = true, IsCaseExact = true, IsReadOnly = true },
    ];

    private ScimSchema(string id, string name, string description, IReadOnlyList<ScimAttribute> attributes) =>
        (Id, Name, Description, Attributes) = (id, name, description, attributes);

    /// <summary>Users.</summary>
    public static ScimSchema User { get; } = new("urn:ietf:params:scim:schemas:core:2.0:User", "User", "A person of the company.",
    [
        new("userName", ScimType.String, "Names the user in the provider.") { IsRequired = true, IsUnique = true },
        new("name", ScimType.Complex, "The person's name in parts.")
        {
            Sub =
            [
                new("formatted", ScimType.String, "The whole name."), new("familyName", ScimType.String, "The family name."), new("givenName", ScimType.String, "The given name."),
                new("middleName", ScimType.String, "Middle names."), new("honorificPrefix", ScimType.String, "A title before the name."), new("honorificSuffix", ScimType.String, "A title after the name."),
            ],
        },
        new("displayName", ScimType.String, "The name that people see."),
        new("userType", ScimType.String, "Guest makes a new person an external guest; everything else an employee."),
        new("active", ScimType.Boolean, "False once the person left."),
        new("emails", ScimType.Complex, "The addresses by which Seatkeeper finds the person's seats.")
        {
            IsMultiValued = true,
            Sub =
            [
                new("value", ScimType.String, "The address."), new("display", ScimType.String, "A name for people."),
                new("type", ScimType.String, "For example work or other."), new("primary", ScimType.Boolean, "True for the main address."),
            ],
        },
    ]);

    /// <summary>Groups.</summary>
    public static ScimSchema Group { get; } = new("urn:ietf:params:scim:schemas:core:2.0:Group", "Group", "A group of users, which Owners of hubs map to their hubs.",
    [
        new("displayName", ScimType.String, "The group's name.") { IsRequired = true, IsUnique = true },
        new("members", ScimType.Complex, "Who is in it.")
        {
            IsMultiValued = true,
            Sub =
            [
                new("value", ScimType.String, "The user's id.") { IsCaseExact = true }, new("$ref", ScimType.Reference, "The user's address.") { IsCaseExact = true },
                new("type", ScimType.String, "Always User."), new("display", ScimType.String, "A name for people; not kept."),
            ],
        },
    ]);

    /// <summary>Its URN.</summary>
    public string Id { get; }

    /// <summary>What it describes.</summary>
    public string Name { get; }

    /// <summary>For people.</summary>
    public string Description { get; }

    /// <summary>Its attributes, without those that every resource has.</summary>
    public IReadOnlyList<ScimAttribute> Attributes { get; }

    /// <summary>Whether an attribute is of the standards, and is taken and not kept.</summary>
    public static bool IsIgnored(string name) => ignored.Contains(name);

    /// <summary>An attribute by its name, in any case; or null.</summary>
    public ScimAttribute? Find(string name) =>
        Attributes.Concat(ofEveryResource).FirstOrDefault(attribute => attribute.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
