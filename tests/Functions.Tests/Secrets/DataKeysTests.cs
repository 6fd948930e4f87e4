using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Secrets;

public sealed class DataKeysTests(AzuriteServer azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Instances_that_make_a_key_at_once_all_use_one_and_leave_no_other_behind()
    {
        await using var app = await TestApp.StartAsync(azurite);
        var store = app.Get<ISecretStore>();
        // Each sees that there is none before any of them has stored one.
        var gathered = new Barrier(4);
        var instances = Enumerable.Range(0, 4).Select(_ => new DataKeys(new GatheringStore(store, gathered), app.Get<DataKeysTable>())).ToList();

        var keys = await Task.WhenAll(instances.Select(instance => Task.Run(() => instance.GetAsync("raced", Cancel))));

        var key = Assert.Single(keys.Select(made => Convert.ToBase64String(made)).Distinct(StringComparer.Ordinal));
        using var later = new DataKeys(store, app.Get<DataKeysTable>());
        Assert.Equal(key, Convert.ToBase64String(await later.GetAsync("raced", Cancel)));
        Assert.Single(((LocalFileSecretStore)store).Names(), name => name.StartsWith("data-raced", StringComparison.Ordinal));
        instances.ForEach(instance => instance.Dispose());
        gathered.Dispose();
    }

    [Fact]
    public async Task A_key_that_is_older_than_the_rows_stays_in_use_and_one_that_is_missing_is_not_made_anew()
    {
        await using var app = await TestApp.StartAsync(azurite);
        var store = app.Get<ISecretStore>();
        var old = Convert.ToBase64String(new byte[32]);
        await store.SetAsync("data-old", old, Cancel);

        Assert.Equal(old, Convert.ToBase64String(await Keys().GetAsync("old", Cancel)));
        Assert.Equal(old, Convert.ToBase64String(await Keys().GetAsync("old", Cancel)));

        await store.DeleteAsync("data-old", Cancel);
        var failed = await Assert.ThrowsAsync<AppFailureException>(() => Keys().GetAsync("old", Cancel));
        Assert.Equal(FailureKind.SecretUnavailable, failed.Failure.Kind);
        Assert.Null(await store.GetAsync("data-old", Cancel));

        DataKeys Keys() => ActivatorUtilities.CreateInstance<DataKeys>(app.Services);
    }

    /// <summary>A store at whose first question all instances wait for one another.</summary>
    private sealed class GatheringStore(ISecretStore store, Barrier gathered) : ISecretStore
    {
        private int asked;

        public async Task<string?> GetAsync(string name, CancellationToken cancel)
        {
            var value = await store.GetAsync(name, cancel);
            if (Interlocked.Increment(ref asked) == 1) gathered.SignalAndWait(cancel);
            return value;
        }

        public Task SetAsync(string name, string value, CancellationToken cancel) => store.SetAsync(name, value, cancel);

        public Task DeleteAsync(string name, CancellationToken cancel) => store.DeleteAsync(name, cancel);
    }
}
