namespace Seatkeeper.Dev.Fuzzing;

/// <summary>What ids are of, told by names: <c>hubId</c>, <c>/hubs/{hub}</c>, a list of <c>HubResponse</c>.</summary>
internal static class Nouns
{
    private const string ListOf = "ListResponseOf";
    private const string Response = "Response";

    /// <summary>The one of many, without capitals and hyphens: <c>api-keys</c> is <c>apikey</c>.</summary>
    public static string Singular(string plural)
    {
        var word = plural.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        if (word == "people")
            return "user";
        if (word.EndsWith("ies", StringComparison.Ordinal))
            return word[..^3] + "y";
        if (word.EndsWith("ches", StringComparison.Ordinal))
            return word[..^2];
        return word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1] : word;
    }

    /// <summary>What an id of this name is of; empty where it is no id.</summary>
    public static string OfId(string name)
    {
        if (name.EndsWith("Ids", StringComparison.Ordinal))
            return name[..^3].ToLowerInvariant();
        return name.EndsWith("Id", StringComparison.Ordinal) ? name[..^2].ToLowerInvariant() : "";
    }

    /// <summary>What an answer of this schema is, or lists.</summary>
    public static string OfAnswer(string? schema)
    {
        var name = schema ?? "";
        if (name.StartsWith(ListOf, StringComparison.Ordinal))
            name = name[ListOf.Length..];
        return (name.EndsWith(Response, StringComparison.Ordinal) ? name[..^Response.Length] : name).ToLowerInvariant();
    }

    /// <summary>Whether an answer of this schema is a list.</summary>
    public static bool IsList(string? schema) => schema?.StartsWith(ListOf, StringComparison.Ordinal) == true;

    /// <summary>An automation account is an account, and a workspace user a user.</summary>
    public static bool AreAlike(string one, string other) =>
        one.Length > 0 && other.Length > 0 && (one.EndsWith(other, StringComparison.Ordinal) || other.EndsWith(one, StringComparison.Ordinal));
}
