using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;

namespace Seatkeeper.Functions.Storage;

/// <summary>Keys of the rows that lead to people. No id of a person begins with <c>~</c> or holds <c>|</c>; what is sought is hashed, because keys are short and take no slash.</summary>
internal static class WorkspaceUserKeys
{
    // What comes after | in the order of keys.
    private const char AfterBar = '}';

    private const string EntryColumn = "Entry";

    /// <summary>The keys that lead from an address to people: the first part of each, and where they end.</summary>
    public static (string First, string End) OfAddress(string address) => Range($"~a|{Hash(EmailAddress.KeyOf(address))}|");

    /// <summary>The key that leads from a userName of a SCIM connection to its user.</summary>
    public static string OfUserName(string sourceId, string userName) => $"~n|{sourceId}|{Hash(userName.ToLowerInvariant())}";

    /// <summary>The keys that lead from a provider's id to users.</summary>
    public static (string First, string End) OfExternalId(string sourceId, string externalId) => Range($"~x|{sourceId}|{Hash(externalId)}|");

    /// <summary>The keys that lead to all users of a SCIM connection.</summary>
    public static (string First, string End) OfSource(string sourceId) => Range($"~u|{sourceId}|");

    /// <summary>The key that says that hubs are still to be told of a person.</summary>
    public static string OfUntold(string personId) => OfAllUntold.First + personId;

    /// <summary>The keys of everybody of whom hubs are still to be told.</summary>
    public static (string First, string End) OfAllUntold => Range("~t|");

    /// <summary>The key of what the activity has still to tell of a person's leaving.</summary>
    public static string OfUntoldLeaving(string personId) => $"~l|{personId}";

    /// <summary>What such a row has to tell.</summary>
    public static ActivityEntry? UntoldLeavingOf(TableEntity row) => RowText.Read<ActivityEntry>(row.GetString(EntryColumn));

    /// <summary>The addresses of a person in the form that is compared.</summary>
    public static IReadOnlySet<string> AddressesOf(DirectoryPerson person) => person.Aliases.Append(person.Email).Select(EmailAddress.KeyOf).ToHashSet(StringComparer.Ordinal);

    /// <summary>What writes the rows that lead from a person's addresses to them.</summary>
    public static IEnumerable<TableTransactionAction> WriteAddresses(DirectoryPerson person) =>
        AddressesOf(person).Select(address => new TableTransactionAction(TableTransactionActionType.UpsertReplace, new TableEntity(WorkspaceUserRow.Partition, OfAddress(address).First + person.Id)));

    /// <summary>What writes that hubs, and the activity, have still to be told of a person, where they have.</summary>
    public static IEnumerable<TableTransactionAction> WriteUntold(DirectoryPerson person)
    {
        if (person.IsUntold)
            yield return new(TableTransactionActionType.UpsertReplace, new TableEntity(WorkspaceUserRow.Partition, OfUntold(person.Id)));
        if (person.UntoldLeaving is { } entry)
            yield return new(TableTransactionActionType.UpsertReplace, new TableEntity(WorkspaceUserRow.Partition, OfUntoldLeaving(person.Id)) { [EntryColumn] = RowText.Write(entry) });
    }

    private static (string First, string End) Range(string first) => (first, first[..^1] + AfterBar);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
