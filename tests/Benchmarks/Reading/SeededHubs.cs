using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Benchmarks.Reading;

/// <summary>Hubs with members, put straight into the tables of an app that is started: connecting them would take hours and show nothing more.</summary>
internal sealed class SeededHubs
{
    private const int Batch = 100;
    private readonly TableServiceClient tables;

    private SeededHubs(TableServiceClient tables, IReadOnlyList<string> hubs, string keyId, string ownerId)
    {
        (this.tables, Hubs, KeyId, OwnerId) = (tables, hubs, keyId, ownerId);
    }

    /// <summary>Their ids.</summary>
    public IReadOnlyList<string> Hubs { get; }

    /// <summary>The row key of the Owner's key.</summary>
    public string KeyId { get; }

    public string OwnerId { get; }

    /// <summary>Where a person's role in a hub is kept.</summary>
    public string Bucket => $"of|{SHA256.HashData(Encoding.UTF8.GetBytes(OwnerId))[0] % 16:x}";

    public static async Task<SeededHubs> SeedAsync(string storage, OwnerKey key, int hubs, int membersEach, CancellationToken cancel)
    {
        var service = new TableServiceClient(storage);
        var owner = "";
        await foreach (var row in service.GetTableClient("WorkspaceUsers").QueryAsync<TableEntity>("PartitionKey eq 'user' and Role eq 'Owner'", cancellationToken: cancel))
            owner = row.RowKey;
        var seeded = new SeededHubs(service, [.. Enumerable.Range(0, hubs).Select(nth => string.Create(CultureInfo.InvariantCulture, $"hub{nth:d4}"))], key.Hash[..24], owner);
        foreach (var hub in seeded.Hubs)
            await seeded.AddAsync(hub, membersEach, cancel);
        return seeded;
    }

    private async Task AddAsync(string hub, int members, CancellationToken cancel)
    {
        var now = TimeProvider.System.GetUtcNow();
        await tables.GetTableClient("Hubs").AddEntityAsync(
            new TableEntity("hub", hub)
            {
                ["App"] = "ahrefs",
                ["Label"] = hub,
                ["Identifier"] = hub,
                ["LoginMethod"] = "usernamePassword",
                ["AutomationAccountId"] = $"account-of-{hub}",
                ["CreatedById"] = OwnerId,
                ["CreatedByName"] = "Local Owner",
                ["CreatedAt"] = now,
                ["State"] = nameof(HubState.Connected),
            },
            cancel);
        await tables.GetTableClient("HubPeople").AddEntityAsync(new TableEntity(Bucket, hub) { ["Owners"] = Deflated([OwnerId]) }, cancel);
        foreach (var batch in Enumerable.Range(0, members).Chunk(Batch))
            await tables.GetTableClient("Members").SubmitTransactionAsync(batch.Select(nth => new TableTransactionAction(TableTransactionActionType.Add, Member(hub, nth, now))), cancel);
    }

    private static TableEntity Member(string hub, int nth, DateTimeOffset now) => new(hub, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{hub} {nth}")))[..32])
    {
        ["List"] = nameof(Presence.Confirmed),
        ["Presence"] = nameof(Presence.Confirmed),
        ["Email"] = $"person{nth}.of.{hub}@corp.test",
        ["Name"] = $"Person {nth} of {hub}",
        ["AppRole"] = nameof(AppRole.Member),
        ["RawRole"] = "Member",
        ["IsOperator"] = false,
        ["InvitationExpired"] = false,
        ["Status"] = nameof(MemberStatus.Onboarded),
        ["DecidedBy"] = nameof(DecidedBy.Check),
        ["UserId"] = $"person{nth}",
        ["UserName"] = $"Person {nth}",
        ["HubRole"] = nameof(HubRole.Collaborator),
        ["Stage"] = nameof(MemberStage.None),
        ["FirstSeen"] = now,
        ["LastSeen"] = now,
    };

    // As the app keeps them: ids as JSON, deflated.
    private static byte[] Deflated(string[] people)
    {
        using var packed = new MemoryStream();
        using (var deflate = new System.IO.Compression.DeflateStream(packed, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
            JsonSerializer.Serialize(deflate, people);
        return packed.ToArray();
    }
}
