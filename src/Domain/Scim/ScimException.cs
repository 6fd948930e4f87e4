namespace Seatkeeper.Domain.Scim;

/// <summary>What a SCIM error says beside its status: <c>scimType</c> of RFC 7644.</summary>
public enum ScimErrorType
{
    /// <summary>Nothing: the status says it all.</summary>
    None,
    /// <summary>The body is not what the call takes.</summary>
    InvalidSyntax,
    /// <summary>The filter cannot be read, or asks for what is not kept.</summary>
    InvalidFilter,
    /// <summary>A path of a PATCH cannot be read, or names nothing.</summary>
    InvalidPath,
    /// <summary>A value is missing, or breaks a rule.</summary>
    InvalidValue,
    /// <summary>The attribute cannot be changed, or not in its present state.</summary>
    Mutability,
    /// <summary>A path of a PATCH finds no value to change.</summary>
    NoTarget,
    /// <summary>It would be more than is kept.</summary>
    TooMany,
    /// <summary>Somebody else has the value.</summary>
    Uniqueness,
}

/// <summary>What a SCIM call is refused with.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Type">What kind it is.</param>
/// <param name="Detail">A sentence for the administrator of the identity provider.</param>
public sealed record ScimError(int Status, ScimErrorType Type, string Detail);

/// <summary>Carries a <see cref="ScimError"/> up to the one place that turns it into an answer.</summary>
/// <param name="error">What is refused.</param>
public sealed class ScimException(ScimError error) : Exception(error.Detail)
{
    /// <summary>What is refused.</summary>
    public ScimError Error { get; } = error;

    /// <summary>400, of a kind.</summary>
    public static ScimException Bad(ScimErrorType type, string detail) => new(new ScimError(400, type, detail));

    /// <summary>409: somebody else has the value.</summary>
    public static ScimException Taken(string detail) => new(new ScimError(409, ScimErrorType.Uniqueness, detail));

    /// <summary>404.</summary>
    public static ScimException NotFound(string id) => new(new ScimError(404, ScimErrorType.None, $"There is no resource {id}."));
}
