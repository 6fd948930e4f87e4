using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.KeyVaultSimulator.Faulting;

namespace Seatkeeper.Functions.Tests.Secrets;

/// <summary>
/// The vault goes down in the middle of a task, and nothing that it keeps is in memory. The durable engine of the tests runs on the
/// machine's clock, so an outage lasts here as many tries as it may last by the settings that are shipped, and the pauses are short.
/// </summary>
public sealed class VaultOutageTests(VaultWorld started) : IClassFixture<VaultWorld>
{
    private static readonly int triesToBear = new StepRetryOptions().Attempts - 1;

    private int outage;

    private HubWorld World => started.World;

    private TestVault Vault => started.Vault;

    [Fact]
    public void As_shipped_a_step_outlasts_five_minutes_by_a_minute_and_a_half_at_the_least() =>
        Assert.Equal(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(90), new StepRetryOptions().Outlasts);

    [Fact]
    public async Task A_check_whose_vault_goes_down_in_its_middle_goes_on_when_it_is_back()
    {
        var hub = await World.ConnectAsync();
        hub.Site.People = [ScriptedSite.Person("new@example.com")];
        Begin(hub.Site.BeforeNextRead);

        var check = await hub.CheckAsync();

        Assert.Equal((AutomatedTaskStatus.Completed, null), (check.Status, check.Failure));
        Assert.Contains(await hub.MembersAsync(), member => member.Facts.Email == "new@example.com");
        Assert.Equal(HubState.Connected, (await hub.RowAsync()).State);
        Assert.DoesNotContain("correct horse", World.App.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_whose_vault_goes_down_in_its_middle_goes_on_when_it_is_back()
    {
        var site = new ScriptedSite();
        Begin(site.BeforeNextVerification);

        var hub = await World.ConnectAsync(site);

        Assert.Equal(HubState.Connected, (await hub.RowAsync()).State);
        Assert.Equal(triesToBear + 1, site.Verifications);
        Assert.DoesNotContain("correct horse", World.App.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_whose_vault_stays_down_ends_saying_so_and_the_next_one_finds_everything()
    {
        var hub = await World.ConnectAsync();
        for (var visit = 0; visit <= triesToBear; visit++) hub.Site.BeforeNextRead((run, cancel) => run.GetCredentialsAsync(cancel));
        outage = Vault.Server.Faults.Add(new Fault(FaultKind.Reset) { Name = $"account-{hub.AccountId}", Times = null });

        var check = await hub.CheckAsync();

        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.SecretUnavailable), (check.Status, check.Failure?.Kind));
        Vault.Server.Faults.Remove(outage);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
    }

    // Each visit to the site signs in. The first finds that the vault has gone, and the last one that may be, that it is back.
    private void Begin(Action<Func<IAutomationRun, CancellationToken, Task>> beforeNextVisit)
    {
        for (var visit = 0; visit <= triesToBear; visit++)
        {
            var number = visit;
            beforeNextVisit(async (run, cancel) =>
            {
                if (number == 0) outage = Vault.Server.Faults.Add(new Fault(FaultKind.Reset) { Times = null });
                if (number == triesToBear) Vault.Server.Faults.Remove(outage);
                await run.GetCredentialsAsync(cancel);
            });
        }
    }
}
