using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Syncing;

public sealed class CheckForUpdatesTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task A_check_reports_who_came_and_went_and_writes_each_once()
    {
        var hub = await world.ConnectAsync(new ScriptedSite { People = ScriptedSite.Crowd(4) });
        hub.Site.People = [.. hub.Site.People.Skip(1), ScriptedSite.Person("new@example.com", AppRole.Guest)];

        var task = await hub.CheckAsync();

        Assert.Equal(AutomatedTaskStatus.Completed, task.Status);
        // A check does one thing for everybody: it has no items, and counts none.
        Assert.Equal((0, 0), (task.ItemsTotal, task.ItemsDone));
        var report = (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/updates/latest")).As<UpdateReportResponse>();
        Assert.Equal((task.Id, 1, 1, 6), (report.TaskId, report.Added, report.Gone, report.Confirmed));
        Assert.Equal(Presence.Gone, (await hub.MembersAsync()).Single(member => member.Facts.Email == "person0@example.com").Presence);
        var activity = await hub.ActivityAsync();
        Assert.Equal(activity.Count, activity.Select(entry => entry.Entry.Id).Distinct().Count());
        Assert.True((await world.App.Get<ActivityTable>().VerifyAsync(hub.Id, HubWorld.Cancel)).IsWhole);
        Assert.Equal(2, (await hub.RowAsync()).Version);
    }

    [Fact]
    public async Task Every_entry_about_a_matched_person_is_one_that_they_may_read()
    {
        var hub = await world.ConnectAsync(new ScriptedSite { People = ScriptedSite.Crowd(20) });
        var person = await world.PersonAsync(Domain.Access.WorkspaceRole.User);
        var crowd = hub.Site.People;
        foreach (var people in new SnapshotMember[][] { [ScriptedSite.Person(person.Person.Email)], [ScriptedSite.Person(person.Person.Email, AppRole.Guest)], [] })
        {
            hub.Site.People = [.. crowd, .. people];
            Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        }

        var own = (await hub.ActivityAsync()).Where(entry => entry.Entry.UserId == person.Person.Id).Select(entry => entry.Entry.Event);

        Assert.Equal(["memberAdded", "memberGone", "roleChanged"], own.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Ten_who_ask_at_once_get_one_task()
    {
        var hub = await world.ConnectAsync();
        var goOn = new TaskCompletionSource();
        hub.Site.BeforeNextRead((_, _) => goOn.Task);

        var asked = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => hub.StartCheckAsync()));
        goOn.SetResult();

        var task = Assert.Single(asked.Select(answer => answer.Id).Distinct());
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(task)).Status);
        Assert.Equal(2, hub.Site.Reads);
    }

    [Theory]
    [InlineData(FailureKind.ReadIncomplete)]
    [InlineData(FailureKind.ReadInconsistent)]
    public async Task A_read_that_stays_unusable_changes_no_member(FailureKind kind)
    {
        var hub = await world.ConnectAsync(new ScriptedSite { People = ScriptedSite.Crowd(3) });
        var before = await hub.MembersAsync();
        hub.Site.People = [];
        hub.Site.FailNextRead(kind, kind, kind, kind);

        var task = await hub.CheckAsync();

        Assert.Equal((AutomatedTaskStatus.Failed, kind), (task.Status, task.Failure?.Kind));
        Assert.Equal(before, await hub.MembersAsync());
        Assert.Equal((HubState.Connected, 1), ((await hub.RowAsync()).State, (await hub.RowAsync()).FailedChecks));
    }

    [Fact]
    public async Task A_list_that_cannot_be_true_is_refused_and_a_person_is_asked_at_once()
    {
        var hub = await world.ConnectAsync(new ScriptedSite { People = ScriptedSite.Crowd(3) });
        var before = await hub.MembersAsync();
        hub.Site.People = [ScriptedSite.Person("second@example.com", AppRole.Owner)];

        var task = await hub.CheckAsync();

        Assert.Equal(FailureKind.ReadImplausible, task.Failure?.Kind);
        Assert.Equal(2, hub.Site.Reads);
        Assert.Equal(before, await hub.MembersAsync());
        Assert.Equal(AttentionReason.ReviewConfiguration, (await hub.RowAsync()).Trouble?.Reason);
    }

    [Fact]
    public async Task Three_failed_checks_in_a_row_ask_for_a_person_and_a_good_one_ends_that()
    {
        var hub = await world.ConnectAsync();
        for (var check = 1; check <= HubHealth.FailuresBeforeAttention; check++)
        {
            Assert.Equal(HubState.Connected, (await hub.RowAsync()).State);
            hub.Site.FailNextRead([.. Enumerable.Repeat(FailureKind.SiteUnavailable, 4)]);
            await hub.CheckAsync();
        }

        var tired = await hub.RowAsync();
        await hub.CheckAsync();
        var recovered = await hub.RowAsync();

        Assert.Equal((HubState.NeedsAttention, AttentionReason.ChecksFailing), (tired.State, tired.Trouble?.Reason));
        Assert.Equal((HubState.Connected, null, 0), (recovered.State, recovered.Trouble, recovered.FailedChecks));
    }

    [Fact]
    public async Task Exempted_and_hand_matched_members_stay_as_people_decided_also_while_a_check_writes()
    {
        var hub = await world.ConnectAsync(new ScriptedSite { People = ScriptedSite.Crowd(3) });
        var exempted = await DecideAsync(hub, "person0@example.com", new MemberDecision(MemberStatus.Exempted, DecidedBy.Person, Reason: "a robot"));
        hub.Site.People = [.. hub.Site.People.Select(person => person with { Role = AppRole.Guest, RawRole = "Guest" })];
        MemberDecision? late = null;
        hub.Site.BeforeNextRead(async (_, _) => late = await DecideAsync(hub, "person1@example.com", new MemberDecision(MemberStatus.Exempted, DecidedBy.Person, Reason: "late")));

        await hub.CheckAsync();

        var members = await hub.MembersAsync();
        Assert.Equal(exempted, members.Single(member => member.Facts.Email == "person0@example.com").Decision);
        Assert.Equal(late, members.Single(member => member.Facts.Email == "person1@example.com").Decision);
        Assert.All(members.Where(member => member.Facts.Email?.StartsWith("person", StringComparison.Ordinal) == true), member => Assert.Equal(AppRole.Guest, member.Facts.Role));
    }

    [Fact]
    public async Task A_person_who_stops_a_check_stops_it_before_anything_is_written()
    {
        var hub = await world.ConnectAsync(new ScriptedSite { People = ScriptedSite.Crowd(3) });
        hub.Site.People = [.. ScriptedSite.Crowd(5)];
        hub.Site.BeforeNextRead(async (_, _) =>
        {
            var active = (await hub.RowAsync()).ActiveTaskId;
            (await hub.Owner.Caller.PostAsync($"tasks/{active}/cancel", new { })).Expect(HttpStatusCode.Accepted);
        });

        var task = await hub.CheckAsync();

        Assert.Equal(AutomatedTaskStatus.Cancelled, task.Status);
        Assert.Equal(5, (await hub.MembersAsync()).Count);
        Assert.Null((await hub.RowAsync()).ActiveTaskId);
    }

    [Fact]
    public async Task While_another_run_holds_the_workspace_the_check_waits_and_holds_nothing()
    {
        var hub = await world.ConnectAsync();
        var leases = world.App.Get<LeasesTable>();
        var key = new LeaseKey("ahrefs", hub.Site.Workspace.Id);
        var taken = await leases.AcquireAsync(key, "other", TimeSpan.FromMinutes(5), HubWorld.Cancel);
        var other = taken.Lease ?? throw new InvalidOperationException("Not free.");

        var task = await hub.StartCheckAsync();
        await hub.UntilAsync(task.Id, row => row.Status == AutomatedTaskStatus.InProgress);
        Assert.Equal(1, hub.Site.Reads);
        (await hub.Owner.Caller.PostAsync($"tasks/{task.Id}/cancel", new { })).Expect(HttpStatusCode.Accepted);

        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(task.Id)).Status);
        Assert.Equal(1, hub.Site.Reads);
        await leases.ReleaseAsync(other, HubWorld.Cancel);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        Assert.True((await leases.AcquireAsync(key, "later", TimeSpan.FromMinutes(5), HubWorld.Cancel)).Lease?.Token > other.Token);
    }

    [Fact]
    public async Task A_human_check_waits_for_a_person_and_goes_on_after_the_answer()
    {
        var hub = await world.ConnectAsync();
        hub.Site.FailNextRead(FailureKind.ChallengeRequired);

        var waiting = await hub.CheckUntilWaitingAsync();
        Assert.Equal((AutomatedTaskStatus.WaitingForInput, FailureKind.ChallengeRequired), (waiting.Status, waiting.Failure?.Kind));
        Assert.Equal(AttentionReason.WaitingForPerson, (await hub.RowAsync()).Trouble?.Reason);
        Assert.Null((await hub.RowAsync()).ActiveTaskId);

        (await hub.Owner.Caller.PostAsync($"tasks/{waiting.Id}/answer", new { })).Expect(HttpStatusCode.Accepted);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(waiting.Id)).Status);
        Assert.Equal(HubState.Connected, (await hub.RowAsync()).State);
    }

    [Fact]
    public async Task How_long_the_app_asked_to_stay_away_is_kept_with_the_account_so_that_every_instance_does()
    {
        var hub = await world.ConnectAsync();
        var accounts = world.App.Get<AccountsTable>();
        hub.Site.BeforeNextRead((_, _) => throw new AppFailureException(new Failure(FailureKind.RateLimited, FailurePhase.Read, RetryAfter: TimeSpan.FromSeconds(1))));
        var asked = DateTimeOffset.UtcNow;
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        Assert.InRange((await accounts.FindAsync(hub.AccountId, HubWorld.Cancel))?.NotBefore ?? default, asked.AddSeconds(1), DateTimeOffset.UtcNow);

        // As another instance would leave it.
        var until = DateTimeOffset.UtcNow.AddSeconds(3);
        await accounts.ChangeAsync(hub.AccountId, now => now with { NotBefore = until }, HubWorld.Cancel);
        DateTimeOffset? came = null;
        hub.Site.BeforeNextRead((_, _) =>
        {
            came = DateTimeOffset.UtcNow;
            return Task.CompletedTask;
        });
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        Assert.True(came >= until, $"{came:O} is before {until:O}");
    }

    private async Task<MemberDecision> DecideAsync(TestHub hub, string email, MemberDecision decision)
    {
        var stored = (await world.Members.LoadAsync(hub.Id, HubWorld.Cancel)).Single(member => member.Member.Facts.Email == email);
        Assert.True(await world.Members.TryWriteAsync(hub.Id, [stored with { Member = stored.Member with { Decision = decision } }], HubWorld.Cancel));
        return decision;
    }
}
