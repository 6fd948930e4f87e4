using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Tests.Storage;

public sealed class TaskItemsTableTests(AzuriteServer azurite)
{
    private const string Task1 = "task";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_item_that_somebody_else_inserted_meanwhile_and_began_stays_begun()
    {
        var storage = azurite.NewAccount();
        var faster = new TaskItemsTable(new TableServiceClient(storage), TimeProvider.System);
        await new TableServiceClient(storage).CreateTableIfNotExistsAsync(TaskItemsTable.Name, Cancel);
        var options = new TableClientOptions();
        options.AddPolicy(new BeforeFirstTransaction(async () =>
        {
            await faster.InsertAsync(Task1, [Item("a")], Cancel);
            await faster.ChangeAsync(Task1, "a", item => item with { IntentAt = DateTimeOffset.UnixEpoch }, Cancel);
        }), HttpPipelinePosition.PerCall);

        await new TaskItemsTable(new TableServiceClient(storage, options), TimeProvider.System).InsertAsync(Task1, [Item("a"), Item("b")], Cancel);

        var items = await faster.LoadAsync(Task1, Cancel);
        Assert.Equal(["a", "b"], items.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((DateTimeOffset.UnixEpoch, null), (items["a"].IntentAt, items["b"].IntentAt));
    }

    private static TaskItem Item(string id) => new() { TaskId = Task1, Id = id, Action = "Remove" };

    /// <summary>Does something right before the first transaction is sent.</summary>
    private sealed class BeforeFirstTransaction(Func<Task> what) : HttpPipelinePolicy
    {
        private int sent;

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            if (message.Request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal) && Interlocked.Exchange(ref sent, 1) == 0) await what();
            await ProcessNextAsync(message, pipeline);
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);
    }
}
