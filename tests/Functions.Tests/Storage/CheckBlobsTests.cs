using Azure.Storage.Blobs;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Tests.Storage;

public sealed class CheckBlobsTests : IAsyncLifetime
{
    private readonly BlobServiceClient service;
    private readonly CheckBlobs blobs;

    public CheckBlobsTests(AzuriteServer azurite)
    {
        service = new BlobServiceClient(azurite.NewAccount());
        blobs = new CheckBlobs(service);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await service.GetBlobContainerClient(CheckBlobs.Name).CreateIfNotExistsAsync(cancellationToken: Cancel);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Whoever_reads_gets_what_was_written_in_this_process_or_another()
    {
        var note = new Note("Zoë", 5_000);

        var reference = await blobs.WriteAsync("hub1", "plan", note, Cancel);

        Assert.Equal(note, await blobs.ReadAsync<Note>(reference, Cancel));
        Assert.Equal(note, await new CheckBlobs(service).ReadAsync<Note>(reference, Cancel));
    }

    [Fact]
    public async Task What_is_remembered_as_one_thing_is_not_given_out_as_another()
    {
        var reference = await blobs.WriteAsync("hub1", "plan", new Note("Zoë", 5_000), Cancel);

        Assert.Equal("Zoë", (await blobs.ReadAsync<Named>(reference, Cancel)).Name);
    }

    [Fact]
    public async Task A_blob_that_is_not_what_was_written_is_refused()
    {
        var other = await blobs.WriteAsync("hub1", "plan", new Note("Eve", 1), Cancel);
        var reference = await blobs.WriteAsync("hub1", "plan", new Note("Zoë", 5_000), Cancel);
        var container = service.GetBlobContainerClient(CheckBlobs.Name);
        var forged = (await container.GetBlobClient(other).DownloadContentAsync(Cancel)).Value.Content;
        await container.GetBlobClient(reference).UploadAsync(forged, overwrite: true, Cancel);

        await Assert.ThrowsAsync<InvalidDataException>(() => new CheckBlobs(service).ReadAsync<Note>(reference, Cancel));
    }

    private sealed record Note(string Name, int Members);

    private sealed record Named(string Name);
}
