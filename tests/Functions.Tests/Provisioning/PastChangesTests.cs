using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Groups;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Provisioning;

/// <summary>Teams and groups change while a task on their behalf is under way, and change back before the next run plans.</summary>
public sealed class PastChangesTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task Who_was_back_in_a_team_only_while_the_removal_was_sent_loses_the_seat_in_the_next_run_all_the_same()
    {
        var (hub, team, people) = await world.GivenAsync(3);
        string? first = null;
        hub.Site.Changes.BeforeEach = async change =>
        {
            // One goes first: the other is back in the team before the rest is sent.
            if (first is not null)
                return;
            first = change.Email;
            await world.ChangeAsync(team, people[0], people.Skip(1).Single(person => person.Email != first));
        };
        hub.Site.BeforeNextRead(async (_, _) => await world.ChangeAsync(team, people[0]));

        await world.ChangeAsync(team, people[0]);
        await hub.InStepAsync();

        Assert.Equal(people.Skip(1).Select(person => person.Email).Order(StringComparer.Ordinal), hub.Sent().Select(sent => sent.Email).Order(StringComparer.Ordinal));
        Assert.All(hub.Sent(), sent => Assert.Equal(ChangeAction.Remove, sent.Action));
        var removals = await hub.TasksAsync(AutomatedTaskType.RemoveMembers);
        Assert.Equal(2, removals.Count);
        var refused = Assert.Single((await hub.ItemsAsync(removals[^1].Id)).Values, item => item.Target != first);
        Assert.Equal((TaskItemStatus.Failed, FailureKind.ConcurrentChange), (refused.Status, refused.Failure?.Kind));
        Assert.Equal([removals[0].Id], (await hub.MarkAsync()).PastTasks);
        Assert.False((await hub.MarkAsync()).WasRefused);
        Assert.Empty(await hub.SourcesAsync(people.Skip(1).Single(person => person.Email != first)));
    }

    [Fact]
    public async Task Who_was_back_in_a_group_only_while_the_removal_was_sent_has_a_grace_of_its_own_for_leaving_again()
    {
        var (hub, group, people) = await world.MappedAsync(3, new { leavers = "automatic", graceMinutes = 0 });
        string? first = null;
        hub.Site.Changes.BeforeEach = async change =>
        {
            if (first is not null)
                return;
            first = change.Email;
            await world.ChangeGroupAsync(group, people[0], people.Skip(1).Single(person => person.Email != first));
        };
        await world.ChangeGroupAsync(group, people[0]);
        await hub.InStepAsync();
        Assert.Empty(hub.Sent());
        hub.Site.BeforeNextRead(async (_, _) => await world.ChangeGroupAsync(group, people[0]));
        await world.LookAgainAsync(TimeSpan.Zero);
        await hub.InStepAsync();

        // Nothing but the first is gone: the other left again, and it takes a second read to believe it.
        var other = people.Skip(1).Single(person => person.Email != first);
        Assert.Equal([(ChangeAction.Remove, first ?? "")], hub.Sent());
        Assert.True(Assert.Single((await hub.GrantsAsync()).Of(other.Id)).IsLeft);

        await world.LookAgainAsync(TimeSpan.FromMinutes(1));
        await hub.InStepAsync();
        Assert.Equal([(ChangeAction.Remove, first ?? ""), (ChangeAction.Remove, other.Email)], hub.Sent());
    }

    [Fact]
    public async Task Who_is_back_in_a_team_while_others_of_the_same_batch_are_removed_keeps_the_seat()
    {
        var (hub, team, people) = await world.GivenAsync(5);
        var begun = new List<string>();
        DirectoryPerson? back = null;
        hub.Site.Changes.BeforeEach = async change =>
        {
            begun.Add(change.Email);
            if (begun.Count != 3 || back is not null)
                return;
            back = people.Skip(1).Single(person => !begun.Contains(person.Email, StringComparer.Ordinal));
            await world.ChangeAsync(team, people[0], back);
        };

        await world.ChangeAsync(team, people[0]);
        await hub.InStepAsync();

        Assert.NotNull(back);
        var gone = people.Skip(1).Where(person => person != back).Select(person => (ChangeAction.Remove, person.Email));
        Assert.Equal(gone.OrderBy(sent => sent.Email, StringComparer.Ordinal), hub.Sent().OrderBy(sent => sent.Email, StringComparer.Ordinal));
    }
}
