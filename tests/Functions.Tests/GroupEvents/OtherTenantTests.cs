using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Graph;
using static Seatkeeper.Functions.Tests.Graph.GraphRig;

namespace Seatkeeper.Functions.Tests.GroupEvents;

/// <summary>The settings name another tenant than the one that everything known was read from.</summary>
public sealed class OtherTenantTests(AzuriteServer azurite, GraphSite site)
{
    [Fact]
    public async Task What_another_tenant_does_not_have_is_no_fact_about_anybody_and_is_told_once()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Ann", "Bob", "Cleo"), ("SEO", ["ann@corp.test"])));
        await rig.SyncAsync();
        var group = await rig.MapAsync("SEO");
        await rig.ReconcileAsync();
        await rig.SyncedAsync();

        // As of another tenant: neither the group nor one of the people is there, and no change tells why.
        var right = rig.Options.TenantId;
        rig.Options.TenantId = Guid.NewGuid().ToString();
        await rig.World.DeleteGroupAsync("SEO", forGood: true, Cancel);
        await rig.World.DeleteUserAsync("cleo@corp.test", forGood: true, Cancel);
        await rig.ReconcileAsync();
        await rig.SyncedAsync();
        await rig.ReconcileAsync();

        Assert.Equal((false, 1), ((await rig.GroupAsync(group)).About.IsGone, (await rig.GroupAsync(group)).MemberIds.Count));
        Assert.Equal((true, DirectoryState.Present), ((await rig.PersonAsync("cleo@corp.test")).Active, (await rig.PersonAsync("cleo@corp.test")).Directory?.State));
        Assert.Equal(group, Assert.Single(await rig.App.Get<GroupMarksTable>().ListAsync(Cancel)).GroupId);
        var told = await rig.EventsAsync("directoryTenantChanged");
        Assert.Equal(["groups", "users"], told.Select(entry => entry.Target).Order(StringComparer.Ordinal));
        Assert.All(told, entry => Assert.Equal(right, entry.Before));
        Assert.Contains(rig.Options.TenantId, rig.App.Log.All, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<AppFailureException>(() => ReadAsync(rig, group));
        Assert.Equal(FailureKind.DirectoryUnavailable, refused.Failure.Kind);
        Assert.Contains("another tenant", refused.Failure.Detail, StringComparison.Ordinal);

        // Its own tenant may say that it is gone.
        rig.Options.TenantId = right;
        await ReadAsync(rig, group);
        Assert.True((await rig.GroupAsync(group)).About.IsGone);
    }

    private static Task<IdpGroup?> ReadAsync(GraphRig rig, string group) =>
        rig.App.Services.GetRequiredService<GroupReads>().RefreshAsync(group, new GroupCause("test", null, DateTimeOffset.UtcNow), rig.Engine.Client, Cancel);
}
