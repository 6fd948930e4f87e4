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
        var later = new DataKeys(store, app.Get<DataKeysTable>());
        Assert.Equal(key, Convert.ToBase64String(await later.GetAsync("raced", Cancel)));
        Assert.Single(((LocalFileSecretStore)store).Names(), name => name.StartsWith("data-raced", StringComparison.Ordinal));
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

    [Fact]
    public async Task Whoever_asks_while_the_store_does_not_answer_hears_of_it_together_and_is_in_nobodys_way_who_asks_for_another()
    {
        await using var app = await TestApp.StartAsync(azurite);
        var store = new StalledStore(app.Get<ISecretStore>(), "data-away");
        var keys = new DataKeys(store, app.Get<DataKeysTable>());

        var waiting = Enumerable.Range(0, 20).Select(_ => keys.GetAsync("away", Cancel)).ToList();
        using var impatient = new CancellationTokenSource();
        var left = keys.GetAsync("away", impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.Equal(32, (await keys.GetAsync("there", Cancel)).Length);
        Assert.DoesNotContain(waiting, one => one.IsCompleted);
        store.Answers.SetResult();

        foreach (var one in waiting) Assert.Equal(FailureKind.SecretUnavailable, (await Assert.ThrowsAsync<AppFailureException>(() => one)).Failure.Kind);
        Assert.Equal(1, store.Asked);
        // And the next one has it.
        Assert.Equal(32, (await keys.GetAsync("away", Cancel)).Length);
    }

    /// <summary>A store that keeps whoever asks for one secret waiting the first time, and then has no answer.</summary>
    private sealed class StalledStore(ISecretStore store, string stalled) : ISecretStore
    {
        private int asked;

        public TaskCompletionSource Answers { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Asked => asked;

        public async Task<string?> GetAsync(string name, CancellationToken cancel)
        {
            if (name == stalled && Interlocked.Increment(ref asked) == 1)
            {
                await Answers.Task;
                throw new AppFailureException(new Failure(FailureKind.SecretUnavailable));
            }

            return await store.GetAsync(name, cancel);
        }

        public Task SetAsync(string name, string value, CancellationToken cancel) => store.SetAsync(name, value, cancel);

        public Task DeleteAsync(string name, CancellationToken cancel) => store.DeleteAsync(name, cancel);
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
