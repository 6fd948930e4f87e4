using System.Security.Cryptography;

namespace Seatkeeper.Dev.Azurite;

/// <summary>One storage account of an Azurite: tables, blobs and queues that no other account sees.</summary>
internal sealed record AzuriteAccount(string Name, string Key)
{
    // Published by Microsoft for every emulator, and so no secret.
    private const string DevelopmentKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    public static AzuriteAccount Development { get; } = new("devstoreaccount1", DevelopmentKey);

    public static AzuriteAccount Random(int number) => new($"account{number}", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    public string ConnectionString(AzuritePorts ports) =>
        $"DefaultEndpointsProtocol=http;AccountName={Name};AccountKey={Key};"
        + $"BlobEndpoint={ports.Blob}/{Name};QueueEndpoint={ports.Queue}/{Name};TableEndpoint={ports.Table}/{Name};";
}

/// <summary>The three addresses that an Azurite answers at.</summary>
internal sealed record AzuritePorts(string Blob, string Queue, string Table);
