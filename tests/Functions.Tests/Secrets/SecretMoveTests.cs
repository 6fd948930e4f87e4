using Microsoft.Extensions.Options;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.KeyVaultSimulator.Faulting;
using Seatkeeper.KeyVaultSimulator.Secrets;
using Seatkeeper.MoveSecrets;

namespace Seatkeeper.Functions.Tests.Secrets;

public sealed class SecretMoveTests : IAsyncLifetime
{
    private readonly string directory = System.IO.Directory.CreateTempSubdirectory("seatkeeper-move-").FullName;
    private TestVault? started;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TestVault Vault => started ?? throw new InvalidOperationException("Not started.");

    private LocalFileSecretStore Local => new(Options.Create(new SecretsOptions { LocalDirectory = directory }));

    public async ValueTask InitializeAsync() => started = await TestVault.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Vault.DisposeAsync();
        System.IO.Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Copies_each_secret_once_reads_it_back_and_finds_everything_there_the_second_time()
    {
        foreach (var name in new[] { "account-1-a", "data-sessions", "health-check", "notify-1" }) await Local.SetAsync(name, $"recognisable {name}", Cancel);

        Assert.Equal(new MoveReport(Copied: 3), await MoveAsync());

        Assert.Equal(["account-1-a", "data-sessions", "notify-1"], Vault.Server.Names());
        Assert.All(Vault.Server.Names(), name => Assert.Equal([$"recognisable {name}"], Vault.Server.ValuesOf(name)));
        Assert.Equal(new MoveReport(WereThere: 3), await MoveAsync());
        Assert.Equal(new MoveReport(WereThere: 3), await MoveAsync(replace: true));
        Assert.All(Vault.Server.Names(), name => Assert.Single(Vault.Server.ValuesOf(name)));
    }

    [Fact]
    public async Task A_move_that_was_cut_short_goes_on_where_it_ended()
    {
        foreach (var name in new[] { "one", "three", "two" }) await Local.SetAsync(name, "recognisable", Cancel);
        Vault.Server.Faults.Add(new Fault(Status: 429) { Operation = VaultOperation.Set, After = 1 });
        var failed = await Assert.ThrowsAsync<AppFailureException>(() => MoveAsync());
        Assert.Equal(FailureKind.SecretsThrottled, failed.Failure.Kind);
        Assert.DoesNotContain("recognisable", failed.ToString(), StringComparison.Ordinal);

        Assert.Equal(new MoveReport(Copied: 2, WereThere: 1), await MoveAsync());
    }

    [Fact]
    public async Task What_the_vault_has_otherwise_or_had_deleted_stays_so_unless_a_person_wants_it_replaced()
    {
        foreach (var name in new[] { "changed", "deleted", "missing" }) await Local.SetAsync(name, "local", Cancel);
        await Vault.Store().SetAsync("changed", "newer", Cancel);
        await Vault.Store().SetAsync("deleted", "local", Cancel);
        await Vault.Store().DeleteAsync("deleted", Cancel);
        for (var look = 0; look <= Vault.Server.Lag; look++) await Vault.Store().GetAsync("deleted", Cancel);

        var report = await MoveAsync();

        Assert.Equal((1, false), (report.Copied, report.IsComplete));
        Assert.Equal(["changed"], report.Differ);
        Assert.Equal(["deleted"], report.WereDeleted);
        Assert.Equal("newer", await Vault.Store().GetAsync("changed", Cancel));
        Assert.DoesNotContain("local", report.ToString(), StringComparison.Ordinal);

        var replaced = await MoveAsync(replace: true);
        Assert.Equal((2, 1, true), (replaced.Copied, replaced.WereThere, replaced.IsComplete));
        Assert.All(new[] { "changed", "deleted" }, name => Assert.Equal("local", Vault.Server.ValuesOf(name)[^1]));
    }

    [Fact]
    public async Task What_the_vault_does_not_show_afterwards_is_not_called_moved()
    {
        await Local.SetAsync("one", "1", Cancel);
        Vault.Server.Faults.Add(new Fault(Status: 404) { Operation = VaultOperation.Get, Name = "one", After = 2 });

        var report = await MoveAsync();

        Assert.Equal((0, false), (report.Copied, report.IsComplete));
        Assert.Equal(["one"], report.NotReadBack);
    }

    [Fact]
    public async Task Whom_the_vault_does_not_know_or_lets_do_nothing_is_told_what_a_person_at_a_terminal_can_do()
    {
        await Local.SetAsync("one", "1", Cancel);
        Vault.Identity.Failures = 1;
        var store = new KeyVaultSecretStore(Vault.Client(new SignedInPerson(Vault.Identity)), Options.Create(TestVault.Quick()), TimeProvider.System);

        var unknown = await Assert.ThrowsAsync<StepFailedException>(() => new SecretMove(Local, store, replace: false).RunAsync(Cancel));

        Assert.Contains("az login", unknown.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("identity", $"{unknown.Message} {unknown.Remedy}", StringComparison.OrdinalIgnoreCase);
        Vault.Server.Access.Forbid(VaultOperation.Get);
        var forbidden = await Assert.ThrowsAsync<AppFailureException>(() => new SecretMove(Local, store, replace: false).RunAsync(Cancel));
        Assert.Contains("az account show", MoveView.RemedyOf(forbidden.Failure), StringComparison.Ordinal);
        Vault.Server.Access.Forbid();
        Assert.Equal(new MoveReport(Copied: 1), await new SecretMove(Local, store, replace: false).RunAsync(Cancel));
    }

    [Theory]
    [InlineData("parent", "no secret")]
    [InlineData("empty", "no secret")]
    [InlineData("without its keys", "keys")]
    [InlineData("missing", "no folder")]
    public async Task A_folder_that_is_not_the_stores_is_refused_and_nothing_is_made_in_it(string which, string says)
    {
        var folder = Path.Combine(directory, "secrets");
        await new LocalFileSecretStore(Options.Create(new SecretsOptions { LocalDirectory = folder })).SetAsync("one", "1", Cancel);
        SecretsFolder.Require(folder);
        if (which == "without its keys") System.IO.Directory.Delete(Path.Combine(folder, "keys"), recursive: true);
        var named = which switch { "parent" => directory, "empty" => System.IO.Directory.CreateDirectory(Path.Combine(directory, "empty")).FullName, "missing" => $"{folder}-2", _ => folder };
        var before = System.IO.Directory.GetFileSystemEntries(directory, "*", SearchOption.AllDirectories);

        var refused = Assert.Throws<StepFailedException>(() => SecretsFolder.Require(named));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, System.IO.Directory.GetFileSystemEntries(directory, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Where_nothing_was_copied_it_is_not_said_that_the_vault_has_everything()
    {
        await Local.SetAsync("health-check", "ok", Cancel);

        Assert.False((await MoveAsync()).IsComplete);
    }

    private Task<MoveReport> MoveAsync(bool replace = false) => new SecretMove(Local, Vault.Store(), replace).RunAsync(Cancel);
}
