using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Tests.Storage;

/// <summary>How storage is found. Signing in by an identity itself needs a cloud, and is not tried here.</summary>
public sealed class StorageOptionsTests
{
    private const string Identity = "11111111-2222-3333-4444-555555555555";

    private static ServiceProvider With(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build();
        return new ServiceCollection().AddLogging().AddStorage(configuration).BuildServiceProvider();
    }

    [Fact]
    public void An_account_that_the_apps_identity_opens_needs_no_key()
    {
        using var services = With(
            ("AzureWebJobsStorage:accountName", "stseatkeeper"), ("AzureWebJobsStorage:credential", "managedidentity"), ("AzureWebJobsStorage:clientId", Identity));

        Assert.Equal("https://stseatkeeper.table.core.windows.net/", services.GetRequiredService<TableServiceClient>().Uri.AbsoluteUri);
        var blobs = services.GetRequiredService<BlobServiceClient>();
        Assert.Equal("https://stseatkeeper.blob.core.windows.net/", blobs.Uri.AbsoluteUri);
        // A client that holds a key could make a signed address.
        Assert.False(blobs.CanGenerateAccountSasUri);
        Assert.False(services.GetRequiredService<IOptions<StorageOptions>>().Value.IsDevelopment);
    }

    [Fact]
    public void Addresses_of_another_cloud_are_taken_as_they_are()
    {
        using var services = With(
            ("AzureWebJobsStorage:blobServiceUri", "https://st.blob.core.usgovcloudapi.net"), ("AzureWebJobsStorage:tableServiceUri", "https://st.table.core.usgovcloudapi.net"));

        Assert.Equal("st.table.core.usgovcloudapi.net", services.GetRequiredService<TableServiceClient>().Uri.Host);
        Assert.Equal("st.blob.core.usgovcloudapi.net", services.GetRequiredService<BlobServiceClient>().Uri.Host);
    }

    [Theory]
    [InlineData("is not set")]
    [InlineData("besides", "AzureWebJobsStorage", "UseDevelopmentStorage=true", "AzureWebJobsStorage:accountName", "stseatkeeper")]
    [InlineData("accountName is no name", "AzureWebJobsStorage:accountName", "evil.example/")]
    [InlineData("is not set", "AzureWebJobsStorage:tableServiceUri", "https://st.table.core.windows.net")]
    [InlineData("have to be https", "AzureWebJobsStorage:accountName", "stseatkeeper", "AzureWebJobsStorage:tableServiceUri", "http://st.table.core.windows.net")]
    [InlineData("credential is \"key\"", "AzureWebJobsStorage:accountName", "stseatkeeper", "AzureWebJobsStorage:credential", "key")]
    public void What_does_not_say_which_account_is_refused_at_the_start(string says, params string[] settings)
    {
        using var services = With([.. settings.Chunk(2).Select(pair => (pair[0], pair[1]))]);

        var refused = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<StorageOptions>>().Value);

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }
}
