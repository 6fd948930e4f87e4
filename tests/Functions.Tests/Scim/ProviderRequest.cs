namespace Seatkeeper.Functions.Tests.Scim;

/// <summary>One request as a provider sends it, and what it has to be answered with.</summary>
/// <param name="What">What the provider does by it.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path under <c>/scim/v2</c>; names in braces are ids of earlier answers.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Body">What is sent.</param>
internal sealed record ProviderRequest(string What, string Method, string Path, int Status, string? Body = null)
{
    /// <summary>The name under which later requests mean the answer's id.</summary>
    public string? Keeps { get; init; }

    /// <summary>What has to be at which place of the answer; empty for nothing.</summary>
    public IReadOnlyDictionary<string, string> Shows { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The line of the page.</summary>
    public string Line => $"| {What} | {Method} `/{Path}` | {Status} |";
}
