using System.Net;
using System.Text.Json;
using Azure.Storage.Blobs;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Automation;

/// <summary>What a connector may use, used from inside a real check.</summary>
public sealed class AutomationRunTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task A_run_gets_its_accounts_secrets_and_what_it_finds_is_kept_for_the_next_one()
    {
        var hub = await world.ConnectAsync();
        AppCredentials? credentials = null;
        StoredSession? before = null;
        hub.Site.BeforeNextRead(async (run, cancel) =>
        {
            credentials = await run.GetCredentialsAsync(cancel);
            before = await run.LoadSessionAsync(cancel);
            await run.SaveSignInRecordAsync(new SignInRecord(LastUsedCodeStep: 42), cancel);
            await run.SaveSessionAsync("""{"cookies":["first"]}""", origin: null, cancel);
            await run.SaveSessionAsync("""{"cookies":["second"]}""", new SessionOrigin(WithWindow: true, "141.0"), cancel);
            run.Report("Read 1 of 2 members");
            throw new AppFailureException(new Failure(
                FailureKind.PageContractBroken, FailurePhase.Read, EvidenceIds: [await run.SaveEvidenceAsync(new Evidence("members.read", "/people", null, "list"), cancel)]));
        });

        var task = await hub.CheckAsync();

        Assert.Equal((hub.Site.OperatorEmail, "correct horse battery staple"), (credentials?.Username, credentials?.Password));
        Assert.Null(before);
        Assert.Equal((AutomatedTaskStatus.Failed, "Read 1 of 2 members"), (task.Status, task.Progress));
        Assert.Equal("members.read", (await world.App.Get<EvidenceBlobs>().FindAsync(task.Id, int.Parse(Assert.Single(task.Failure?.EvidenceIds ?? []), System.Globalization.CultureInfo.InvariantCulture), HubWorld.Cancel))?.Step);
        StoredSession? after = null;
        SignInRecord? record = null;
        hub.Site.BeforeNextRead(async (run, cancel) => (after, record) = (await run.LoadSessionAsync(cancel), await run.GetSignInRecordAsync(cancel)));
        await hub.CheckAsync();
        Assert.Equal(("""{"cookies":["second"]}""", new SessionOrigin(WithWindow: true, "141.0")), (after?.StorageState, after?.Origin));
        Assert.Equal(42, record?.LastUsedCodeStep);
    }

    [Fact]
    public async Task A_run_that_lost_its_workspace_saves_no_session()
    {
        var hub = await world.ConnectAsync();
        hub.Site.BeforeNextRead(async (run, cancel) =>
        {
            await StealAsync(hub);
            await run.SaveSessionAsync("""{"cookies":["stale"]}""", origin: null, cancel);
        });
        hub.Site.FailNextRead(FailureKind.InvalidCredentials);

        await hub.CheckAsync();

        Assert.Null(await world.App.Get<SessionBlobs>().LoadAsync(hub.AccountId, HubWorld.Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_session_that_a_person_uploads_while_a_run_that_found_none_signs_in_stays(bool isThereOneThatDoesNotOpen)
    {
        var hub = await world.ConnectAsync();
        if (isThereOneThatDoesNotOpen)
            await SpoilAsync(hub);
        StoredSession? before = new("", "");
        AppFailureException? refused = null;
        hub.Site.BeforeNextRead(async (run, cancel) =>
        {
            before = await run.LoadSessionAsync(cancel);
            var session = new UploadSessionRequest([JsonSerializer.SerializeToElement(new { name = "theirs", value = "v", domain = "app.example", path = "/" })], null, new SessionSignIn(true, "141.0"));
            (await hub.Owner.Caller.PutAsync($"accounts/{hub.AccountId}/session", session)).Expect(HttpStatusCode.NoContent);
            refused = await Assert.ThrowsAsync<AppFailureException>(() => run.SaveSessionAsync("""{"cookies":["own"]}""", origin: null, cancel));
        });

        await hub.CheckAsync();

        Assert.Null(before);
        Assert.Equal((FailureKind.ConcurrentChange, FailurePhase.Login), (refused?.Failure.Kind, refused?.Failure.Phase));
        var stored = await world.App.Get<SessionBlobs>().LoadAsync(hub.AccountId, HubWorld.Cancel);
        Assert.Contains("theirs", stored?.StorageState, StringComparison.Ordinal);
        Assert.Equal(new SessionOrigin(WithWindow: true, "141.0"), stored?.Origin);
    }

    [Fact]
    public async Task A_session_that_does_not_open_is_replaced_by_the_run_that_found_it()
    {
        var hub = await world.ConnectAsync();
        await SpoilAsync(hub);
        hub.Site.BeforeNextRead(async (run, cancel) =>
        {
            Assert.Null(await run.LoadSessionAsync(cancel));
            await run.SaveSessionAsync("""{"cookies":["own"]}""", origin: null, cancel);
        });

        await hub.CheckAsync();

        Assert.Equal("""{"cookies":["own"]}""", (await world.App.Get<SessionBlobs>().LoadAsync(hub.AccountId, HubWorld.Cancel))?.StorageState);
    }

    [Fact]
    public async Task A_browser_that_is_busy_is_waited_for_without_holding_the_workspace()
    {
        var hub = await world.ConnectAsync();
        hub.Site.BeforeNextRead((_, _) => throw new BrowserBusyException(TimeSpan.FromMilliseconds(50)));

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);

        Assert.Equal(3, hub.Site.Reads);
        Assert.Equal(0, (await hub.RowAsync()).FailedChecks);
    }

    private async Task SpoilAsync(TestHub hub) => await world.App.Get<BlobServiceClient>().GetBlobContainerClient(SessionBlobs.Name)
        .GetBlobClient(hub.AccountId).UploadAsync(new BinaryData("no session"), overwrite: true, HubWorld.Cancel);

    // Another holder: the row carries a higher token, and soon ends, so that the check can go on.
    private async Task StealAsync(TestHub hub)
    {
        var table = world.App.Get<Azure.Data.Tables.TableServiceClient>().GetTableClient(LeasesTable.Name);
        var key = System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(hub.Site.Workspace.Id));
        Azure.Data.Tables.TableEntity row = await table.GetEntityAsync<Azure.Data.Tables.TableEntity>("ahrefs", key, cancellationToken: HubWorld.Cancel);
        row["Token"] = (long)row["Token"] + 1;
        row["ExpiresAt"] = DateTimeOffset.UtcNow;
        await table.UpdateEntityAsync(row, row.ETag, Azure.Data.Tables.TableUpdateMode.Replace, HubWorld.Cancel);
    }
}
