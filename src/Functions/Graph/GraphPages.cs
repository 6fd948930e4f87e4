using System.Text.Json;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions.Serialization;

namespace Seatkeeper.Functions.Graph;

/// <summary>What lists of Graph have in common.</summary>
internal static class GraphPages
{
    private const string Removed = "@removed";
    private const string ForGood = "deleted";

    /// <summary>Asks for large pages where <c>$top</c> is not taken.</summary>
    public static (string Name, string Value) Size { get; } = ("Prefer", "odata.maxpagesize=999");

    /// <summary>The object's id in the one form in which ids are compared. An object without one makes the whole list worthless.</summary>
    public static string IdOf(DirectoryObject one) =>
        Guid.TryParse(one.Id, out var id) ? id.ToString("D") : throw GraphTrouble.Away("Graph listed something without an id.");

    /// <summary>Whether an object of a delta is there no more.</summary>
    public static GraphDeletion RemovalOf(DirectoryObject one)
    {
        if (!one.AdditionalData.TryGetValue(Removed, out var mark))
            return GraphDeletion.None;
        return ReasonOf(mark) == ForGood ? GraphDeletion.Hard : GraphDeletion.Soft;
    }

    private static string? ReasonOf(object? mark) => mark switch
    {
        UntypedObject fields when fields.GetValue().TryGetValue("reason", out var reason) && reason is UntypedString text => text.GetValue(),
        JsonElement { ValueKind: JsonValueKind.Object } json when json.TryGetProperty("reason", out var reason) => reason.GetString(),
        _ => null,
    };
}
