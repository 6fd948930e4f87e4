using System.Globalization;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Backups;
using Seatkeeper.Backups.Restoring;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.Functions.Watchdog;
using static Seatkeeper.Functions.Tests.Testing.HubWorld;

namespace Seatkeeper.Functions.Tests.Storage;

public sealed class BackupTests(AzuriteServer azurite, HubWorld world) : IClassFixture<HubWorld>, IDisposable
{
    private readonly string path = Path.Combine(System.IO.Directory.CreateTempSubdirectory("seatkeeper-backup-").FullName, "backup");

    private BackupFolder Folder => new(path);

    public void Dispose() => System.IO.Directory.Delete(Path.GetDirectoryName(path) ?? path, recursive: true);

    [Fact]
    public async Task Every_row_of_every_table_and_every_blob_comes_back_as_it_was_without_a_secret_and_a_task_that_had_not_begun_is_not_begun()
    {
        var hub = await world.ConnectAsync(new ScriptedSite { People = ScriptedSite.Crowd(130) });
        // The rows tell the end before the last step has ended.
        var (ended, _) = await world.App.Get<TaskLists>().ListAsync(new TaskScope(All: true, []), new TaskFilter(), 100, null, Cancel);
        foreach (var task in ended) await world.Engine.EndOfAsync(task.Id);
        await FillAsync(world.App.Services);
        await world.App.Get<ScimConnectionsTable>().AddAsync(new ScimConnection("provider", "hash", "Provider", "source", "olive", "Olive", DateTimeOffset.UtcNow, ExpiresAt: null), Cancel);
        await world.Tasks.InsertAsync(Tasks.TaskWorld.New("unbegun-task", Tasks.TaskWorld.Works, hub.Id), Cancel);

        var saved = await new Backup(StoredData.Of(world.App.Services), Folder, TimeProvider.System, ComposedApp.Silent).RunAsync(Cancel);

        await using var other = ComposedApp.On(azurite);
        Assert.Equal(saved.Write(), (await ComposedApp.RestoreAsync(other, Folder)).Write());
        var (rows, blobs) = await AllAsync(world.App.Services);
        var (restoredRows, restoredBlobs) = await AllAsync(other);
        Assert.True(rows.Count > 200, $"{rows.Count}");
        Assert.All(world.App.Services.GetServices<StoredTable>(), table => Assert.Contains(rows, row => row.Key.StartsWith($"{table.Name}|", StringComparison.Ordinal)));
        Assert.Equal(rows, restoredRows);
        Assert.Equal(blobs.Where(blob => !blob.Key.StartsWith(SessionBlobs.Name, StringComparison.Ordinal)), restoredBlobs);
        Assert.Contains(blobs.Keys, name => name.StartsWith($"{CheckBlobs.Name}|{hub.Id}", StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        foreach (var file in System.IO.Directory.EnumerateFiles(path))
        {
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            var text = await File.ReadAllTextAsync(file, Cancel);
            Assert.DoesNotContain("correct horse", text, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String("kept in sessions"u8), text, StringComparison.Ordinal);
        }

        Assert.Equal(["unbegun-task"], await new UnbegunTasks(other.GetRequiredService<TaskLists>(), other.GetRequiredService<AbandonedTasks>()).CancelAsync(Cancel));
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await other.GetRequiredService<TasksTable>().FindAsync("unbegun-task", Cancel))?.Status);

        // Whoever leaked or left since would come in with what they had: so nobody does.
        var access = new RestoredAccess(other.GetRequiredService<ApiKeysTable>(), other.GetRequiredService<ScimConnectionsTable>(), other.GetRequiredService<ActivityTable>(), TimeProvider.System);
        var revoked = await access.RevokeAsync(Cancel);
        Assert.Contains("The SCIM connection Provider", revoked);
        Assert.Contains(revoked, told => told.StartsWith("The API key", StringComparison.Ordinal));
        Assert.All(await other.GetRequiredService<ApiKeysTable>().ListAsync(Cancel), key => Assert.NotNull(key.RevokedAt));
        Assert.All(await other.GetRequiredService<ScimConnectionsTable>().ListAsync(Cancel), connection => Assert.NotNull(connection.RevokedAt));
        Assert.Empty(await access.RevokeAsync(Cancel));
        Assert.Equal((await hub.RowAsync()).Label, (await other.GetRequiredService<HubsTable>().GetAsync(hub.Id, Cancel))?.Label);
    }

    [Fact]
    public async Task A_damaged_backup_is_refused_before_anything_is_written()
    {
        await using var small = await SmallAsync();
        await new Backup(StoredData.Of(small), Folder, TimeProvider.System, ComposedApp.Silent).RunAsync(Cancel);
        await using var other = ComposedApp.On(azurite);
        foreach (var (file, damage, told) in new[]
        {
            ("WorkspaceUsers.rows.jsonl", "one letter", "WorkspaceUsers.rows.jsonl"),
            ("WorkspaceUsers.rows.jsonl", "last line", "WorkspaceUsers.rows.jsonl"),
            ("checks.blobs.jsonl", "gone", "checks.blobs.jsonl"),
            ("manifest.json", "one letter", "manifest.json"),
            ("manifest.sha256", "gone", "no backup"),
        })
        {
            var sound = await File.ReadAllBytesAsync(Path.Combine(path, file), Cancel);
            await DamageAsync(Path.Combine(path, file), damage);

            var refused = await Assert.ThrowsAsync<StepFailedException>(() => ComposedApp.RestoreAsync(other, Folder));

            Assert.Contains(told, refused.Message, StringComparison.Ordinal);
            await File.WriteAllBytesAsync(Path.Combine(path, file), sound, Cancel);
        }

        Assert.Equal((0, 0), Counts(await AllAsync(other)));
        await ComposedApp.RestoreAsync(other, Folder);
        Assert.Equal((await AllAsync(small)).Rows, (await AllAsync(other)).Rows);
    }

    [Fact]
    public async Task A_target_that_is_not_empty_is_refused_and_stays_as_it_is_and_a_backup_is_never_written_over()
    {
        await using var small = await SmallAsync();
        var backup = new Backup(StoredData.Of(small), Folder, TimeProvider.System, ComposedApp.Silent);
        await backup.RunAsync(Cancel);
        Assert.Contains("not empty", (await Assert.ThrowsAsync<StepFailedException>(() => backup.RunAsync(Cancel))).Message, StringComparison.Ordinal);

        // The table that comes last, so that all others would have been written before it.
        await using var other = ComposedApp.On(azurite);
        await other.GetRequiredService<TableServiceClient>().CreateTableIfNotExistsAsync(WorkspaceUsersTable.Name, Cancel);
        await other.GetRequiredService<TableServiceClient>().GetTableClient(WorkspaceUsersTable.Name).AddEntityAsync(new TableEntity("somebody", "else's"), Cancel);
        var refused = await Assert.ThrowsAsync<StepFailedException>(() => ComposedApp.RestoreAsync(other, Folder));

        Assert.Contains("WorkspaceUsers is not empty", refused.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), Counts(await AllAsync(other)));
    }

    [Fact]
    public async Task What_is_read_while_the_app_writes_is_no_backup()
    {
        await using var small = await SmallAsync();
        var table = small.GetRequiredService<TableServiceClient>().GetTableClient(HubsTable.Name);
        void Write(string told)
        {
            if (told.Contains("WorkspaceUsers", StringComparison.Ordinal)) table.AddEntity(new TableEntity("meanwhile", "m"), Cancel);
        }

        var refused = await Assert.ThrowsAsync<StepFailedException>(() => new Backup(StoredData.Of(small), Folder, TimeProvider.System, Write).RunAsync(Cancel));

        Assert.Contains("Hubs changed", refused.Message, StringComparison.Ordinal);
        await using var other = ComposedApp.On(azurite);
        await Assert.ThrowsAsync<StepFailedException>(() => ComposedApp.RestoreAsync(other, Folder));
    }

    [Fact]
    public async Task A_data_key_that_was_changed_since_is_not_asked_for_again()
    {
        await using var small = await SmallAsync();
        // What the row names was deleted after the backup, as docs/operations.md has it.
        await small.GetRequiredService<DataKeysTable>().ClaimAsync(SessionBlobs.Name, "data-sessions-of-then", Cancel);
        await new Backup(StoredData.Of(small), Folder, TimeProvider.System, ComposedApp.Silent).RunAsync(Cancel);
        await using var other = ComposedApp.On(azurite);
        await ComposedApp.RestoreAsync(other, Folder);
        var keys = new DataKeys(world.App.Get<ISecretStore>(), other.GetRequiredService<DataKeysTable>());
        Assert.Equal(FailureKind.SecretUnavailable, (await Assert.ThrowsAsync<AppFailureException>(() => keys.GetAsync(SessionBlobs.Name, Cancel))).Failure.Kind);

        await new RestoredDataKeys(other.GetRequiredService<TableServiceClient>()).ForgetAsync(Cancel);

        Assert.NotEmpty(await keys.GetAsync(SessionBlobs.Name, Cancel));
        Assert.NotEqual("data-sessions-of-then", await other.GetRequiredService<DataKeysTable>().FindAsync(SessionBlobs.Name, Cancel));
    }

    private async Task<ServiceProvider> SmallAsync()
    {
        var app = ComposedApp.On(azurite);
        await FillAsync(app);
        return app;
    }

    // Whatever type a column can have, more rows than a transaction takes, and blobs of every container.
    private static async Task FillAsync(IServiceProvider app)
    {
        foreach (var table in app.GetServices<StoredTable>().DistinctBy(table => table.Name))
        {
            await app.GetRequiredService<TableServiceClient>().CreateTableIfNotExistsAsync(table.Name, Cancel);
            await app.GetRequiredService<TableServiceClient>().GetTableClient(table.Name).AddEntityAsync(Row("partition", $"{table.Name} 'key' ä"), Cancel);
        }

        var many = app.GetRequiredService<TableServiceClient>().GetTableClient(WatchdogTable.Name);
        await many.SubmitTransactionAsync(Enumerable.Range(0, 100).Select(n => new TableTransactionAction(TableTransactionActionType.Add, Row("many", $"{n:000}"))), Cancel);
        await many.AddEntityAsync(Row("many", "100"), Cancel);
        foreach (var container in app.GetServices<StoredContainer>().DistinctBy(container => container.Name))
        {
            var options = new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = "image/png" }, Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["step"] = "a" } };
            await app.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(container.Name).CreateIfNotExistsAsync(cancellationToken: Cancel);
            await app.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(container.Name).GetBlobClient($"of/{container.Name}").UploadAsync(new BinaryData(Encoding.UTF8.GetBytes($"kept in {container.Name}")), options, Cancel);
        }
    }

    private static TableEntity Row(string partition, string key) => new(partition, key)
    {
        ["Text"] = "two\nlines, \"quoted\" \u2028 ü",
        ["Empty"] = "",
        ["Flag"] = true,
        ["Small"] = -5,
        ["Large"] = long.MaxValue,
        ["Part"] = 0.1,
        ["Time"] = new DateTimeOffset(2026, 3, 1, 3, 0, 0, TimeSpan.Zero).AddTicks(1_234_567),
        ["Id"] = new Guid("5c1d9a34-6e0b-4b57-8a92-3f7d41e8b6c9"),
        ["Bytes"] = new byte[] { 0, 255, 10 },
    };

    private static async Task DamageAsync(string file, string damage)
    {
        if (damage == "gone")
        {
            File.Delete(file);
            return;
        }

        var content = await File.ReadAllBytesAsync(file, Cancel);
        if (damage == "last line")
            content = content[..(Array.LastIndexOf(content, (byte)'\n', content.Length - 2) + 1)];
        else
            content[content.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, content, Cancel);
    }

    private static (int Rows, int Blobs) Counts((SortedDictionary<string, string> Rows, SortedDictionary<string, string> Blobs) all) => (all.Rows.Count, all.Blobs.Count);

    // By other means than the backup's own: each row and blob as text.
    private static async Task<(SortedDictionary<string, string> Rows, SortedDictionary<string, string> Blobs)> AllAsync(IServiceProvider app)
    {
        var rows = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await foreach (var table in app.GetRequiredService<TableServiceClient>().QueryAsync(cancellationToken: Cancel))
        {
            await foreach (var row in app.GetRequiredService<TableServiceClient>().GetTableClient(table.Name).QueryAsync<TableEntity>(cancellationToken: Cancel))
                rows[$"{table.Name}|{row.PartitionKey}|{row.RowKey}"] = string.Join('\n', row.Where(column => column.Key is not ("odata.etag" or "Timestamp")).OrderBy(column => column.Key, StringComparer.Ordinal).Select(Text));
        }

        var blobs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var container in app.GetServices<StoredContainer>().DistinctBy(container => container.Name))
        {
            var client = app.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(container.Name);
            if (!await client.ExistsAsync(Cancel)) continue;
            await foreach (var blob in client.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix: null, Cancel))
            {
                var content = await client.GetBlobClient(blob.Name).DownloadContentAsync(Cancel);
                blobs[$"{container.Name}|{blob.Name}"] = $"{blob.Properties.ContentType} {string.Join(' ', blob.Metadata)} {Convert.ToHexString(content.Value.Content)}";
            }
        }

        return (rows, blobs);
    }

    private static string Text(KeyValuePair<string, object> column) => string.Create(CultureInfo.InvariantCulture, $"{column.Key}: {column.Value?.GetType().Name} {column.Value switch
    {
        byte[] bytes => Convert.ToHexString(bytes),
        DateTimeOffset time => time.UtcTicks,
        _ => column.Value,
    }}");
}
