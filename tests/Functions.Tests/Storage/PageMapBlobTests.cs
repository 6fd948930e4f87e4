using System.Net;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Storage;

public sealed class PageMapBlobTests(AzuriteServer azurite)
{
    private const string Container = "operator";
    private const string Name = "maps/page-map.json";
    private static readonly TimeSpan aMinute = TimeSpan.FromMinutes(1);
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_good_blob_is_in_force_and_a_changed_one_within_a_minute()
    {
        await using var app = await StartAsync(Map(version: 7, login: "/signin"));
        Assert.Equal("/signin", app.Get<AppCatalog>().Find("ahrefs")?.App.SignInAddress.AbsolutePath);

        await PutAsync(app, Map(version: 8));
        Assert.Null(await TroubleAsync(app));
        Assert.DoesNotContain("version 8 is in force", app.Log.All, StringComparison.Ordinal);

        clock.Advance(aMinute);
        Assert.Null(await TroubleAsync(app));
        Assert.Contains("version 8 is in force", app.Log.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"version\": 8 }", "is refused: ")]
    [InlineData("no JSON", "is not JSON")]
    [InlineData(null, "there is no such blob")]
    public async Task A_bad_or_missing_blob_is_refused_and_told_while_the_last_good_one_stays(string? text, string told)
    {
        await using var app = await StartAsync(Map(version: 7));

        await PutAsync(app, text);
        clock.Advance(aMinute);

        var trouble = await TroubleAsync(app);
        Assert.Contains("the last good one stays in force", trouble, StringComparison.Ordinal);
        Assert.DoesNotContain(Name, trouble, StringComparison.Ordinal);
        Assert.Contains(told, app.Log.All, StringComparison.Ordinal);
        Assert.Contains("version 7 stays in force", app.Log.All, StringComparison.Ordinal);

        // It stays refused, and is told of until another one is there.
        clock.Advance(aMinute);
        Assert.NotNull(await TroubleAsync(app));
        Assert.Equal(2, app.Log.All.Split("stays in force").Length);
        await PutAsync(app, Map(version: 9));
        clock.Advance(aMinute);
        Assert.Null(await TroubleAsync(app));
        Assert.Contains("version 9 is in force", app.Log.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"version\": 8 }", "is refused")]
    [InlineData(null, "there is no such blob")]
    public async Task Without_a_good_blob_there_is_no_start(string? text, string told)
    {
        // The exception is the connector's own.
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(text));

        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"{Container}/{Name}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_storage_is_out_of_reach_at_the_start_there_is_none()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(Map(version: 7), services =>
        {
            services.RemoveAll<BlobServiceClient>();
            services.AddSingleton(new BlobServiceClient("DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;BlobEndpoint=http://127.0.0.1:9/a", new BlobClientOptions { Retry = { MaxRetries = 0 } }));
        }));

        Assert.Contains("storage cannot be reached", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ahrefs:PageMapFile", "page-map.json", "both set")]
    [InlineData("Ahrefs:PageMapBlob", "page-map.json", "is no CONTAINER/NAME")]
    public async Task Two_places_or_half_a_one_are_refused_at_the_start(string name, string value, string told)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(Map(version: 7), settings: settings => settings[name] = value));

        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_did_not_change_is_not_downloaded_again()
    {
        var service = new BlobServiceClient(azurite.NewAccount());
        await PutAsync(service, "one");
        var blob = new PageMapBlob(service.GetBlobContainerClient(Container).GetBlobClient(Name));

        Assert.Equal("one", await blob.ReadAsync(Cancel));
        Assert.Null(await blob.ReadAsync(Cancel));
        await PutAsync(service, "two");
        Assert.Equal("two", await blob.ReadAsync(Cancel));
        await PutAsync(service, new string(' ', (1024 * 1024) + 1));
        Assert.Contains("larger", (await Assert.ThrowsAsync<IOException>(() => blob.ReadAsync(Cancel))).Message, StringComparison.Ordinal);
    }

    private Task<TestApp> StartAsync(string? text, Action<IServiceCollection>? change = null, Action<IDictionary<string, string?>>? settings = null) => TestApp.StartAsync(azurite, services =>
    {
        services.RemoveAll<TimeProvider>();
        services.AddSingleton<TimeProvider>(clock);
        change?.Invoke(services);
    }, given =>
    {
        // The map is there before the app is.
        PutAsync(new BlobServiceClient(given["AzureWebJobsStorage"]), text).GetAwaiter().GetResult();
        given["Ahrefs:PageMapBlob"] = $"{Container}/{Name}";
        settings?.Invoke(given);
    });

    private static async Task<string?> TroubleAsync(TestApp app)
    {
        var answer = System.Text.Json.JsonSerializer.Deserialize<ReadinessResponse>((await app.Owner.GetAsync("health/ready")).Text, Functions.Http.ApiJson.Options);
        var check = Assert.Single(answer?.Checks ?? [], check => check.Name == "pageMap");
        Assert.True(check.Ok);
        return check.Detail;
    }

    private static Task PutAsync(TestApp app, string? text) => PutAsync(app.Get<BlobServiceClient>(), text);

    private static async Task PutAsync(BlobServiceClient service, string? text)
    {
        var container = service.GetBlobContainerClient(Container);
        await container.CreateIfNotExistsAsync(cancellationToken: CancellationToken.None);
        if (text is null)
            await container.GetBlobClient(Name).DeleteIfExistsAsync(cancellationToken: CancellationToken.None);
        else
            await container.GetBlobClient(Name).UploadAsync(new BinaryData(text), overwrite: true, CancellationToken.None);
    }

    private static string Map(int version, string? login = null)
    {
        var map = JsonNode.Parse(File.ReadAllText(Repository.InRoot("src", "Connectors", "Ahrefs", "page-map.json")))!.AsObject();
        map["version"] = version;
        if (login is not null) map["paths"]!["login"] = login;
        return map.ToJsonString();
    }
}
