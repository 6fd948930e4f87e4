using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Secrets;

namespace Seatkeeper.Functions.Tests.Secrets;

/// <summary>What the product expects of a secret store, whichever it is.</summary>
public abstract class SecretStoreContract
{
    private const int Largest = 25_000;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> NoNames => ["", "a b", "../escape", "a/b", "a.b", "a_b", "Capital", "ä", "olive@example.com", new string('a', 128)];

    [Fact]
    public async Task Another_instance_reads_what_was_stored_replaced_and_deleted()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());
        Assert.Null(await one.GetAsync("name-1", Cancel));

        await one.SetAsync("name-1", "värde\n{\"json\": \"🗝\"}", Cancel);
        Assert.Equal("värde\n{\"json\": \"🗝\"}", await other.GetAsync("name-1", Cancel));
        await other.SetAsync("name-1", "value 2", Cancel);
        Assert.Equal("value 2", await one.GetAsync("name-1", Cancel));
        await one.DeleteAsync("name-1", Cancel);
        Assert.Null(await other.GetAsync("name-1", Cancel));
        await other.DeleteAsync("name-1", Cancel);
        await other.DeleteAsync("never-there", Cancel);
    }

    [Fact]
    public async Task A_name_that_was_deleted_is_used_again_as_if_it_had_never_been()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());
        for (var round = 1; round <= 3; round++)
        {
            await one.SetAsync("again", $"value {round}", Cancel);
            Assert.Equal($"value {round}", await other.GetAsync("again", Cancel));
            Assert.Equal($"value {round}", await other.RecallAsync("again", Cancel));
            await other.DeleteAsync("again", Cancel);
            Assert.Null(await one.GetAsync("again", Cancel));
        }
    }

    [Fact]
    public async Task Of_many_who_store_one_name_at_once_one_stays_and_all_read_it()
    {
        var first = await OpenAsync();
        await first.SetAsync("at-once", "value 0", Cancel);
        var instances = new[] { first, await OpenAsync(), await OpenAsync() };

        await Task.WhenAll(instances.Select((store, number) => store.SetAsync("at-once", $"value {number}", Cancel)));

        var read = await Task.WhenAll(instances.Select(store => store.GetAsync("at-once", Cancel)));
        Assert.Matches("^value [012]$", Assert.Single(read.Distinct(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task That_a_secret_is_not_there_is_never_remembered()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());
        Assert.Null(await one.RecallAsync("later", Cancel));

        await other.SetAsync("later", "here", Cancel);

        Assert.Equal("here", await one.RecallAsync("later", Cancel));
    }

    [Theory]
    [MemberData(nameof(NoNames))]
    public async Task A_name_that_one_of_the_stores_would_not_take_is_taken_by_none(string name)
    {
        var store = await OpenAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => store.GetAsync(name, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => store.RecallAsync(name, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => store.SetAsync(name, "x", Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => store.DeleteAsync(name, Cancel));
    }

    [Fact]
    public async Task A_value_has_25000_bytes_at_most_and_a_larger_one_leaves_the_old_one_as_it_was()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());
        var largest = new string('ä', Largest / 2);
        await one.SetAsync(new string('n', 127), largest, Cancel);
        Assert.Equal(largest, await other.GetAsync(new string('n', 127), Cancel));

        await one.SetAsync("sized", "old", Cancel);
        var refused = await Assert.ThrowsAsync<AppFailureException>(() => one.SetAsync("sized", largest + "a", Cancel));

        Assert.Equal((FailureKind.SecretTooLarge, "old"), (refused.Failure.Kind, await other.GetAsync("sized", Cancel)));
        await Assert.ThrowsAsync<ArgumentException>(() => one.SetAsync("sized", "", Cancel));
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_a_typed_failure_that_passes_and_tells_no_value()
    {
        var store = await OpenAsync();
        await store.SetAsync("kept", "recognisable", Cancel);
        await BreakAsync();

        foreach (var act in new Func<Task>[] { () => store.GetAsync("kept", Cancel), () => store.SetAsync("kept", "recognisable", Cancel), () => store.DeleteAsync("kept", Cancel) })
        {
            var failed = await Assert.ThrowsAsync<AppFailureException>(act);
            Assert.Equal(FailureKind.SecretUnavailable, failed.Failure.Kind);
            Assert.True(FailureCatalog.MayRepeat(failed.Failure));
            Assert.DoesNotContain("recognisable", failed.ToString(), StringComparison.Ordinal);
        }
    }

    /// <summary>Another instance of the app with the same store.</summary>
    private protected abstract Task<ISecretStore> OpenAsync();

    /// <summary>The store stops answering.</summary>
    private protected abstract Task BreakAsync();
}
