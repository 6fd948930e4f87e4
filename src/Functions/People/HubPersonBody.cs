using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Http;

namespace Seatkeeper.Functions.People;

/// <summary>Reads what is said about somebody's place in a hub.</summary>
internal static class HubPersonBody
{
    private const string RoleRule = "must be Owner or Collaborator.";

    /// <summary>The checked wish.</summary>
    public static HubPersonWish Parse(HubPersonRequest body) => RoleOf(body.HubRole) is { } role ? new HubPersonWish(role, body.Seat) : throw FieldErrors.One("hubRole", RoleRule);

    /// <summary>The role that a list is cut down to; null where none is named.</summary>
    public static HubRole? RoleIn(string text) => text.Length == 0 ? null : RoleOf(text) ?? throw FieldErrors.One("hubRole", RoleRule);

    private static HubRole? RoleOf(string? text) => text switch
    {
        nameof(HubRole.Owner) => HubRole.Owner,
        nameof(HubRole.Collaborator) => HubRole.Collaborator,
        _ => null,
    };
}
