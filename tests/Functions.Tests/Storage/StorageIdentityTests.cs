using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging.Abstractions;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Tests.Storage;

/// <summary>On Azure the app signs in to storage, and the endpoint that gives it tokens is away for seconds now and then.</summary>
public sealed class StorageIdentityTests
{
    private static readonly Uri nowhere = new("https://storage.invalid");

    [Fact]
    public async Task Without_a_token_readiness_says_so_and_the_start_waits_for_one()
    {
        var identity = new NoToken();
        var (tables, blobs) = (new TableServiceClient(nowhere, identity), new BlobServiceClient(nowhere, identity));
        var cancel = TestContext.Current.CancellationToken;

        Assert.Equal("No token for storage could be had.", await new StorageCheck(tables, blobs, TimeProvider.System).FindFaultAsync(cancel));

        identity.Asked = new TaskCompletionSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var starting = new PrepareStorage(tables, blobs, [new StoredTable("Some")], [new StoredContainer("some")], NullLogger<PrepareStorage>.Instance).StartingAsync(stop.Token);
        await identity.Asked.Task.WaitAsync(cancel);
        await stop.CancelAsync();
        // It was still waiting when it was stopped; what had not been waited for would have ended it with the identity's own trouble.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
    }

    private sealed class NoToken : TokenCredential
    {
        public TaskCompletionSource? Asked { get; set; }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw Trouble();

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw Trouble();

        private CredentialUnavailableException Trouble()
        {
            Asked?.TrySetResult();
            return new CredentialUnavailableException("The identity's endpoint did not answer.");
        }
    }
}
