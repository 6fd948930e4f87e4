using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Connecting;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Telemetry;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.Functions.Watchdog;

namespace Seatkeeper.Functions.Tests.Watchdog;

/// <summary>A process dies between two writes of a start, and nobody asks again: the watchdog finishes it.</summary>
public sealed class HubSweepTests(HubWorld world) : IClassFixture<HubWorld>
{
    // Past the time that a start in progress is given.
    private static DateTimeOffset Later => DateTimeOffset.UtcNow.AddMinutes(2);

    private Task SweepAsync(DateTimeOffset now) => world.App.Get<HubSweep>().RunAsync(now, world.Engine.Client, HubWorld.Cancel);

    [Fact]
    public async Task A_check_that_was_named_and_never_recorded_is_done_once_by_two_sweeps_at_once()
    {
        var hub = await world.ConnectAsync();
        var reads = hub.Site.Reads;
        var cut = HubTasks.IdOf(hub.Id, AutomatedTaskType.CheckForUpdates, 99);
        await world.Hubs.ChangeAsync(hub.Id, row => row with { ActiveTaskId = cut, Runs = 99 }, HubWorld.Cancel);

        await Task.WhenAll(SweepAsync(Later), SweepAsync(Later));

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(cut)).Status);
        Assert.Equal(reads + 1, hub.Site.Reads);
    }

    [Fact]
    public async Task The_question_of_a_change_that_has_ended_is_forgotten_and_that_of_a_check_stands()
    {
        var hub = await world.ConnectAsync();
        var (change, check) = (await hub.AddAsync("new@example.com"), await hub.CheckAsync());

        Assert.Equal((HubState.Connected, null), await SweptAsync(change.Id));
        Assert.Equal((HubState.NeedsAttention, check.Id), await SweptAsync(check.Id));

        async Task<(HubState, string?)> SweptAsync(string asker)
        {
            var trouble = new HubTrouble(AttentionReason.WaitingForPerson, FailureKind.ChallengeRequired, DateTimeOffset.UtcNow) { AskedBy = asker };
            await world.Hubs.ChangeAsync(hub.Id, row => row with { State = HubState.NeedsAttention, Trouble = trouble }, HubWorld.Cancel);
            await SweepAsync(Later);
            var row = await hub.RowAsync();
            return (row.State, row.Trouble?.AskedBy);
        }
    }

    [Fact]
    public async Task A_sweep_measures_how_many_hubs_need_a_person()
    {
        var hub = await world.ConnectAsync();
        await world.Hubs.ChangeAsync(hub.Id, row => row with { State = HubState.NeedsAttention }, HubWorld.Cancel);

        using var ear = new MeterEar();
        await SweepAsync(Later);

        Assert.True(Assert.Single(ear.Heard("seatkeeper.hubs.needing_attention")) >= 1);
    }

    [Fact]
    public async Task A_start_in_progress_is_left_alone()
    {
        var hub = await world.ConnectAsync();
        var begun = HubTasks.IdOf(hub.Id, AutomatedTaskType.CheckForUpdates, 99);
        await world.Hubs.ChangeAsync(hub.Id, row => row with { ActiveTaskId = begun, Runs = 99 }, HubWorld.Cancel);

        await SweepAsync(DateTimeOffset.UtcNow);

        Assert.Null(await world.Tasks.FindAsync(begun, HubWorld.Cancel));
    }

    [Fact]
    public async Task A_hub_that_was_made_and_nothing_more_is_connected_for_who_asked()
    {
        var (hub, owner, site, account) = await MadeAsync();

        await SweepAsync(Later);

        var connected = new TestHub(world, hub.Id, owner, site, account);
        var task = await connected.EndOfAsync(hub.ActiveTaskId ?? "");
        Assert.Equal((AutomatedTaskStatus.Completed, owner.Person.Id), (task.Status, task.ActorId));
        Assert.Equal(HubState.Connected, (await world.Hubs.GetAsync(hub.Id, HubWorld.Cancel))?.State);
        Assert.Equal(HubRole.Owner, await world.App.Get<HubPeopleTable>().FindRoleAsync(hub.Id, owner.Person.Id, HubWorld.Cancel));
    }

    [Fact]
    public async Task A_hub_that_was_made_and_lost_its_account_to_another_leaves_nothing()
    {
        var (hub, _, _, account) = await MadeAsync();
        Assert.True(await world.App.Get<AccountsTable>().ClaimAsync(account, "another hub", HubWorld.Cancel));

        await SweepAsync(Later);

        Assert.Null(await world.Hubs.GetAsync(hub.Id, HubWorld.Cancel));
        Assert.True(HubIdentifier.TryParse(hub.Identifier, out var identifier));
        Assert.Equal("the next hub", (await world.Hubs.ReserveIdentifierAsync("ahrefs", identifier, "the next hub", HubWorld.Cancel)).HubId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Only_of_a_connection_that_was_started_is_it_said_that_it_was(bool isTaken)
    {
        var (hub, owner, site, account) = await MadeAsync();
        if (isTaken)
            Assert.True(await world.App.Get<AccountsTable>().ClaimAsync(account, "another hub", HubWorld.Cancel));

        Assert.Equal(!isTaken, await world.App.Get<HubMends>().FinishStartAsync(hub, world.Engine.Client, HubWorld.Cancel));

        if (isTaken)
            Assert.Null(await world.Tasks.FindAsync(hub.ActiveTaskId ?? "", HubWorld.Cancel));
        else
            await new TestHub(world, hub.Id, owner, site, account).EndOfAsync(hub.ActiveTaskId ?? "");
    }

    [Fact]
    public async Task A_hub_that_was_made_and_lost_its_identifier_to_another_leaves_nothing_and_the_other_keeps_it()
    {
        var (hub, _, _, account) = await MadeAsync();
        Assert.True(HubIdentifier.TryParse(hub.Identifier, out var identifier));
        await world.Hubs.ReleaseAsync(await world.Hubs.ReserveIdentifierAsync("ahrefs", identifier, hub.Id, HubWorld.Cancel), HubWorld.Cancel);
        await world.Hubs.ReserveIdentifierAsync("ahrefs", identifier, "another hub", HubWorld.Cancel);

        await SweepAsync(Later);

        Assert.Null(await world.Hubs.GetAsync(hub.Id, HubWorld.Cancel));
        Assert.Equal("another hub", (await world.Hubs.ReserveIdentifierAsync("ahrefs", identifier, "the next hub", HubWorld.Cancel)).HubId);
        Assert.Null((await world.App.Get<AccountsTable>().FindAsync(account, HubWorld.Cancel))?.InUseBy);
    }

    // What a process leaves that dies right after it made the hub: no owner, no claim, no task.
    private async Task<(Hub Hub, TestPerson Owner, ScriptedSite Site, string AccountId)> MadeAsync()
    {
        var owner = await world.PersonAsync(WorkspaceRole.User);
        var (account, site) = await world.AccountAsync(owner);
        var wish = HubWorld.Wish(account);
        Assert.True(HubIdentifier.TryParse(wish.Identifier, out var identifier));
        var id = Guid.NewGuid().ToString("N");
        await world.Hubs.ReserveIdentifierAsync("ahrefs", identifier, id, HubWorld.Cancel);
        var hub = new Hub
        {
            Id = id,
            App = "ahrefs",
            Label = wish.Label ?? "",
            Identifier = identifier.Value,
            LoginMethod = "usernamePassword",
            AutomationAccountId = account,
            CreatedById = owner.Person.Id,
            CreatedByName = owner.Person.Name,
            CreatedAt = DateTimeOffset.UtcNow,
            Runs = 1,
            ActiveTaskId = HubTasks.IdOf(id, AutomatedTaskType.ConnectHub, 1),
        };
        Assert.True(await world.Hubs.AddAsync(hub, HubWorld.Cancel));
        return (hub, owner, site, account);
    }
}
