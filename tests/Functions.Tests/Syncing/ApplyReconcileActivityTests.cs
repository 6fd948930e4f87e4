using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Syncing;

/// <summary>A plan that is cut short anywhere, and applied again.</summary>
public sealed class ApplyReconcileActivityTests(HubWorld world) : IClassFixture<HubWorld>
{
    private const int Many = 450;

    [Theory]
    [InlineData("Members", 4, false)]
    [InlineData("Members", 4, true)]
    [InlineData("HubPeople", 2, false)]
    [InlineData("Activity", 1, false)]
    [InlineData("Activity", 1, true)]
    public async Task Cut_short_and_applied_again_nothing_is_doubled_and_nothing_is_missing(string table, int batch, bool whenDone)
    {
        var hub = await world.ConnectAsync();
        var people = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => world.PersonAsync(Domain.Access.WorkspaceRole.User)));
        hub.Site.People = [.. ScriptedSite.Crowd(Many), .. people.Select(person => ScriptedSite.Person(person.Person.Email))];
        world.Faults.Break(table == "Activity" ? "HashBefore" : $"/{table}", batch, whenDone);

        var task = await hub.CheckAsync();

        Assert.True(world.Faults.Happened);
        Assert.Equal(AutomatedTaskStatus.Completed, task.Status);
        var shown = hub.Site.Snapshot().Members.Select(member => member.Email).Order(StringComparer.Ordinal);
        Assert.Equal(shown, (await hub.MembersAsync()).Select(member => member.Facts.Email).Order(StringComparer.Ordinal));
        var added = (await hub.ActivityAsync()).Where(entry => entry.Entry.TaskId == task.Id && entry.Entry.Event == "memberAdded").ToList();
        Assert.Equal(Many + people.Length, added.Count);
        Assert.Equal(added.Count, added.Select(entry => entry.Entry.MemberId).Distinct().Count());
        Assert.True((await world.App.Get<ActivityTable>().VerifyAsync(hub.Id, HubWorld.Cancel)).IsWhole);
        Assert.Equal(2, (await hub.RowAsync()).Version);
        var roles = await Task.WhenAll(people.Select(person => world.App.Get<HubPeopleTable>().FindRoleAsync(hub.Id, person.Person.Id, HubWorld.Cancel)));
        Assert.All(roles, role => Assert.Equal(Domain.Access.HubRole.Collaborator, role));
    }
}
