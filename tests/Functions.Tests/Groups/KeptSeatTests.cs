using System.Net;
using System.Security.Cryptography;
using System.Text;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Notifications;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Notifications;
using Seatkeeper.Functions.Tests.People;
using Seatkeeper.Functions.Tests.Provisioning;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Groups;

/// <summary>A list that does not name people is no word about them where somebody else has it; and what is told names the event that was about them.</summary>
public sealed class KeptSeatTests(HubWorld world) : IClassFixture<HubWorld>
{
    private static readonly object automatic = new { leavers = "automatic" };
    private static readonly TimeSpan grace = TimeSpan.FromMinutes(31);

    [Fact]
    public async Task Who_is_deleted_in_the_directory_keeps_the_seat_until_they_have_left_by_it_and_who_is_there_again_is_like_anybody()
    {
        var (hub, group, people) = await world.MappedAsync(4, automatic);
        await StandAsync(people[0], DirectoryState.Deleted);
        await StandAsync(people[1], DirectoryState.Deleted, isKept: true);

        // No list of Entra has them any more, while a person is asked, or has said no.
        await world.ChangeGroupAsync(group, people[3]);
        await hub.InStepAsync();
        await hub.LetPassAsync(grace, group);
        Assert.Equal([(ChangeAction.Remove, people[2].Email)], hub.Sent());
        var grants = await hub.GrantsAsync();
        Assert.All(people[..2], person => Assert.False(Assert.Single(grants.Of(person.Id)).IsLeft));

        // The one is approved to leave; the other is there again, and in no group.
        await StandAsync(people[0], DirectoryState.Deleted, active: false);
        await StandAsync(people[1], DirectoryState.Present);
        await hub.DailyAsync();
        Assert.Contains((ChangeAction.Remove, people[0].Email), hub.Sent());
        Assert.True(Assert.Single((await hub.GrantsAsync()).Of(people[1].Id)).IsLeft);
        await hub.LetPassAsync(grace, group);
        Assert.Equal((ChangeAction.Remove, people[1].Email), hub.Sent().Last());

        async Task StandAsync(DirectoryPerson person, DirectoryState state, bool isKept = false, bool active = true)
        {
            var users = world.App.Get<WorkspaceUsersTable>();
            var now = await users.FindAsync(person.Id, HubWorld.Cancel) ?? throw new InvalidOperationException("Nobody.");
            await users.SaveAsync([now with { Active = active, Directory = new DirectoryFacts(person.Id, state, DateTimeOffset.UtcNow) { IsKept = isKept, HasLeft = !active } }], HubWorld.Cancel);
        }
    }

    [Fact]
    public async Task A_group_of_several_that_is_without_anybody_all_at_once_takes_no_seat_by_itself_and_an_Owner_confirms_it()
    {
        var (hub, group, people) = await world.MappedAsync(2, automatic);
        await using var receiver = await Receiver.StartAsync();
        (await hub.Owner.Caller.PostAsync("notification-targets", new CreateNotificationTargetRequest(receiver.Address, hub.Id))).Expect(HttpStatusCode.Created);
        await world.ChangeGroupAsync(group);
        await hub.InStepAsync();
        await hub.LetPassAsync(grace, group);

        Assert.Empty(hub.Sent());
        var leavers = await hub.LeaversAsync();
        Assert.Equal(people.Select(person => person.Email).Order(StringComparer.Ordinal), leavers.Select(leaver => leaver.Email).Order(StringComparer.Ordinal));
        Assert.All(leavers, leaver => Assert.Contains("nobody was left in it all at once", leaver.Sentence, StringComparison.Ordinal));

        // Other systems are told how many, and of nobody who it is.
        await world.App.Get<NotificationRun>().RunAsync(HubWorld.Cancel);
        var told = Assert.Single(receiver.Calls, call => call.Event == "ownersTold");
        Assert.Equal("groupLeftForGood", $"{told.Json["told"]?["what"]}");
        Assert.StartsWith("2 people left their groups", $"{told.Json["told"]?["reason"]}", StringComparison.Ordinal);
        Assert.All(receiver.Calls, call => Assert.DoesNotContain("@example.com", call.Text, StringComparison.OrdinalIgnoreCase));

        // One is put into it again: the other still waits for a word.
        await world.ChangeGroupAsync(group, people[1]);
        await hub.InStepAsync();
        await hub.LetPassAsync(grace, group);
        Assert.Empty(hub.Sent());
        var waits = Assert.Single(await hub.LeaversAsync());
        await hub.EndOfAsync((await ApplyAsync(hub, waits.MemberId ?? "")).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        Assert.Equal([(ChangeAction.Remove, people[0].Email)], hub.Sent());
        await hub.InStepAsync();
        Assert.Empty(await hub.LeaversAsync());
    }

    [Fact]
    public async Task Of_two_changes_that_one_run_takes_up_each_person_is_told_the_one_that_was_about_them()
    {
        var (hub, group, people) = await world.MappedAsync(2, automatic);
        await hub.HoldAsync();
        await TellAsync("n1", people[1]);
        var later = (await world.PeopleAsync(1))[0];
        await TellAsync("n2", people[1], later);
        await hub.FreeAsync();
        await hub.InStepAsync();

        var grants = await hub.GrantsAsync();
        Assert.StartsWith("notification n1 at ", Assert.Single(grants.Of(people[0].Id)).Cause, StringComparison.Ordinal);
        Assert.StartsWith("notification n2 at ", Assert.Single(grants.Of(later.Id)).Cause, StringComparison.Ordinal);
        var left = (await hub.ExplainAsync(people[0])).History.First(happened => happened.Entry.Event == "groupLeft").Entry;
        Assert.Contains("(notification n1 at ", left.After, StringComparison.Ordinal);

        // And the run names what it was planned from.
        var ground = (await hub.Owner.Caller.GetAsync($"tasks/{left.TaskId}")).Expect(HttpStatusCode.OK).As<TaskResponse>().Provision;
        var found = Assert.Single(ground?.Groups ?? []);
        var about = (await world.App.Get<GroupsTable>().FindAsync(group, HubWorld.Cancel))?.About;
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', GroupWorld.Ids(people[1], later).Order(StringComparer.Ordinal)))));
        Assert.Equal((group, about?.Version, about?.ReadAt, 2, digest), (found.GroupId, found.Version, found.ReadAt, found.People, found.Digest));
        Assert.Contains("/provision/", ground?.Kept, StringComparison.Ordinal);

        async Task TellAsync(string notification, params DirectoryPerson[] now)
        {
            world.Groups.Set(group, GroupWorld.Ids(now));
            await world.App.Get<GroupReads>().RefreshAsync(group, new GroupCause("notification", notification, DateTimeOffset.UtcNow), world.Engine.Client, HubWorld.Cancel);
        }
    }

    private static Task<ApiAnswer> ApplyAsync(TestHub hub, string member) => hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/leavers/apply", new ApplyLeaversRequest([member]));
}
