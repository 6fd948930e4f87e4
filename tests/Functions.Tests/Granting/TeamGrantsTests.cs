using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Teams;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Provisioning;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Granting;

/// <summary>Two who give a hub to the same team or group, or take it, at once.</summary>
public sealed class TeamGrantsTests(HubWorld world) : IClassFixture<HubWorld>
{
    private static readonly Caller admin = new("ann", "Ann", WorkspaceRole.SuperAdmin, IsPerson: true, InPerson: true);

    [Fact]
    public async Task Of_two_who_take_a_team_in_two_ways_at_once_one_does_and_the_other_is_refused()
    {
        var (hub, people) = (await world.HubOfAsync(3), await world.PeopleAsync(1));
        var team = await world.TeamAsync(people);
        var given = new HubAssignment(hub.Id, team.Id, AppRole.Member, HubRole.Collaborator, null, DateTimeOffset.UtcNow, TeamAuthor.Of(admin)) { Stamp = "1", IsTold = true };
        Assert.True(await world.App.Get<HubTeamsTable>().TryPutAsync(given, before: null, HubWorld.Cancel));
        var row = await hub.RowAsync();
        await hub.HoldAsync();
        var grants = Make<TeamGrants>(new HubTeamsTable(Meeting(HubTeamsTable.Name)));

        await OneIsRefusedAsync(scope => grants.EndAsync(row, new TeamEnd(team.Id, scope), admin, world.Engine.Client, HubWorld.Cancel));

        Assert.Single(await hub.ActivityAsync(), recorded => recorded.Entry.Event == "teamRemoved");
        await hub.FreeAsync();
    }

    [Fact]
    public async Task Of_two_who_take_a_group_in_two_ways_at_once_one_does_and_the_other_is_refused()
    {
        var (hub, group) = (await world.HubOfAsync(3), Guid.NewGuid().ToString());
        var mapped = new HubAssignment(hub.Id, group, AppRole.Member, HubRole.Collaborator, null, DateTimeOffset.UtcNow, TeamAuthor.Of(admin)) { Stamp = "1", IsTold = true };
        Assert.True(await world.App.Get<GroupMappingsTable>().TryPutAsync(mapped, before: null, HubWorld.Cancel));
        var row = await hub.RowAsync();
        await hub.HoldAsync();
        var groups = Make<HubGroups>(new GroupMappingsTable(Meeting(GroupMappingsTable.Name)));

        await OneIsRefusedAsync(scope => groups.EndAsync(row, group, scope, admin, world.Engine.Client, HubWorld.Cancel));

        Assert.Single(await hub.ActivityAsync(), recorded => recorded.Entry.Event == "groupUnmapped");
        await hub.FreeAsync();
    }

    [Fact]
    public async Task Of_two_who_give_a_team_other_roles_at_once_the_activity_tells_both_in_the_order_in_which_they_counted()
    {
        var (hub, people) = (await world.HubOfAsync(3), await world.PeopleAsync(1));
        var team = await world.TeamAsync(people);
        var row = await hub.RowAsync();
        await hub.HoldAsync();
        var grants = Make<TeamGrants>(new HubTeamsTable(Meeting(HubTeamsTable.Name)));

        await Task.WhenAll(new[] { AppRole.Member, AppRole.Guest }.Select(role =>
            grants.GiveAsync(row, new TeamGrant(team.Id, role, HubRole.Collaborator), admin, world.Engine.Client, HubWorld.Cancel)));

        var told = (await hub.ActivityAsync()).Where(recorded => recorded.Entry.Event == "teamGranted").Select(recorded => recorded.Entry).ToList();
        var first = Assert.Single(told, entry => entry.Before is null);
        var second = Assert.Single(told, entry => entry.Before is not null);
        Assert.Equal(first.After, second.Before);
        var stands = await world.App.Get<HubTeamsTable>().FindAsync(hub.Id, team.Id, HubWorld.Cancel);
        Assert.StartsWith($"{stands?.AppRole},", second.After, StringComparison.Ordinal);
        await hub.FreeAsync();
    }

    private static async Task OneIsRefusedAsync(Func<SourceEnd, Task> end)
    {
        var refusals = await Task.WhenAll(new[] { SourceEnd.App, SourceEnd.Hub }.Select(async scope =>
        {
            try
            {
                await end(scope);
                return null;
            }
            catch (RefusedException e)
            {
                return (RefusalKind?)e.Refusal.Kind;
            }
        }));
        Assert.Equal(RefusalKind.StageNotAllowed, Assert.Single(refusals, refusal => refusal is not null));
    }

    private T Make<T>(HubAssignmentsTable table) => ActivatorUtilities.CreateInstance<T>(world.App.Services, table);

    private TableServiceClient Meeting(string table)
    {
        var options = new TableClientOptions();
        options.AddPolicy(new MeetingReads(table), HttpPipelinePosition.PerCall);
        return new TableServiceClient(world.App.Get<IOptions<StorageOptions>>().Value.ConnectionString, options);
    }

    /// <summary>The first two who read a row of a table go on once both have read it.</summary>
    private sealed class MeetingReads(string table) : HttpPipelinePolicy
    {
        private readonly TaskCompletionSource both = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int came;

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            await ProcessNextAsync(message, pipeline);
            if (message.Request.Method != RequestMethod.Get || !message.Request.Uri.ToString().Contains($"/{table}(PartitionKey", StringComparison.Ordinal)) return;
            var number = Interlocked.Increment(ref came);
            if (number == 2) both.SetResult();
            if (number <= 2) await both.Task.WaitAsync(message.CancellationToken);
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);
    }
}
