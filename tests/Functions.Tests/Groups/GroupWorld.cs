using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Provisioning;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Groups;

/// <summary>What tests of groups ask and look at.</summary>
internal static class GroupWorld
{
    public static string Name() => $"Group {Guid.NewGuid():N}";

    public static string[] Ids(params DirectoryPerson[] people) => [.. people.Select(person => person.Id)];

    public static async Task<TaskResponse> StartMappingAsync(this TestHub hub, string group, string appRole = "Member") =>
        (await hub.Owner.Caller.PutAsync($"hubs/{hub.Id}/groups/{group}", new GiveHubRequest(appRole))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();

    public static async Task MapAsync(this TestHub hub, string group, string appRole = "Member") =>
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync((await hub.StartMappingAsync(group, appRole)).Id)).Status);

    /// <summary>A hub whose people are in a group that is mapped to it, with confirmed seats that only the group gives.</summary>
    public static async Task<(TestHub Hub, string Group, DirectoryPerson[] People)> MappedAsync(this HubWorld world, int people, object? settings = null)
    {
        world.Groups.IsConnected = true;
        var hub = await world.HubOfAsync(20);
        if (settings is not null)
            (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}", settings)).Expect(HttpStatusCode.OK);
        var members = await world.PeopleAsync(people);
        var group = world.Groups.Add(Name(), Ids(members));
        await hub.MapAsync(group);
        await hub.ConfirmAsync();
        return (hub, group, members);
    }

    /// <summary>Whoever was invited accepts, and a check sees it.</summary>
    public static async Task ConfirmAsync(this TestHub hub)
    {
        hub.Site.People = [.. hub.Site.People.Select(person => person with { Presence = Presence.Confirmed })];
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        hub.Site.Changes.Sent.Clear();
    }

    /// <summary>The provider says who is in a group, and a notification of it comes.</summary>
    public static async Task ChangeGroupAsync(this HubWorld world, string group, params DirectoryPerson[] people)
    {
        world.Groups.Set(group, Ids(people));
        await world.NotifyAsync(group);
    }

    public static Task NotifyAsync(this HubWorld world, string group) =>
        world.App.Get<GroupReads>().RefreshAsync(group, new GroupCause("notification", $"n-{group}", DateTimeOffset.UtcNow), world.Engine.Client, HubWorld.Cancel);

    /// <summary>The clock of the grace at some time from now.</summary>
    public static Task LookAgainAsync(this HubWorld world, TimeSpan later) => world.App.Get<LeftGroups>().RunAsync(DateTimeOffset.UtcNow + later, world.Engine.Client, HubWorld.Cancel);

    /// <summary>Time passes for some groups of a hub, and for the clock of the grace.</summary>
    public static async Task LetPassAsync(this TestHub hub, TimeSpan time, params string[] groups)
    {
        foreach (var group in groups)
            hub.World.Groups.Ahead.AddOrUpdate(group, time, (_, before) => before + time);
        await hub.World.LookAgainAsync(groups.Max(group => hub.World.Groups.Ahead[group]));
        await hub.InStepAsync();
    }

    public static async Task<IReadOnlyList<ReportEntry>> LeaversAsync(this TestHub hub) =>
        (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/updates/latest")).Expect(HttpStatusCode.OK).As<UpdateReportResponse>().Leavers;

    public static async Task<ExplanationResponse> ExplainAsync(this TestHub hub, DirectoryPerson person) =>
        (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/members/{await hub.IdAsync(person.Email)}/explain")).Expect(HttpStatusCode.OK).As<ExplanationResponse>();
}
