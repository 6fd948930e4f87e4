namespace Seatkeeper.Domain.Members;

/// <summary>A person whom Seatkeeper knows, as far as matching needs them.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Kind">Where they are known from.</param>
/// <param name="Name">Their name.</param>
/// <param name="Email">Their address.</param>
/// <param name="Aliases">Further addresses.</param>
/// <param name="Active">False once they left.</param>
public sealed record WorkspaceUser(
    string Id,
    WorkspaceUserKind Kind,
    string Name,
    string Email,
    IReadOnlyList<string> Aliases,
    bool Active = true);
