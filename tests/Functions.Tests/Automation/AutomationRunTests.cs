using Seatkeeper.Connectors;
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

    [Fact]
    public async Task A_browser_that_is_busy_is_waited_for_without_holding_the_workspace()
    {
        var hub = await world.ConnectAsync();
        hub.Site.BeforeNextRead((_, _) => throw new BrowserBusyException(TimeSpan.FromMilliseconds(50)));

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);

        Assert.Equal(3, hub.Site.Reads);
        Assert.Equal(0, (await hub.RowAsync()).FailedChecks);
    }

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
