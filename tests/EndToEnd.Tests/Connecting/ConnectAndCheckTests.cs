using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Running;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Connecting;

/// <summary>The main job, against the simulator: from nothing to a hub whose members are exactly the site's.</summary>
public sealed class ConnectAndCheckTests(LocalParts parts)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("small", Explicit = true)]
    [InlineData("medium")]
    [InlineData("large", Explicit = true)]
    public async Task Imports_exactly_who_is_there_matches_them_to_people_and_finds_who_came_and_went_at_the_next_check(string set)
    {
        await using var deployment = await Deployment.StartAsync(parts, set);
        var people = PeopleDirectory.For(await deployment.World.StateAsync(Cancellation), SimulatedAccount.Email);
        foreach (var part in people.Chunk(2000))
            await deployment.Owner.ImportUsersAsync(part, Cancellation);

        var hub = await deployment.ConnectAsync();

        var truth = await Truth.OfAsync(deployment.World);
        var members = await deployment.Owner.ListMembersAsync(hub.Id, Cancellation);
        Truth.AssertSame(truth, members);
        await Truth.AssertRefereeAgreesAsync(deployment.World, members);
        AssertMatched(people, members);
        var report = await deployment.Owner.LatestReportAsync(hub.Id, Cancellation);
        Assert.Equal((truth.Count(person => !person.Pending), truth.Count(person => person.Pending), truth.Count), (report.Confirmed, report.Pending, report.Added));
        await FindsWhoCameAndWentAsync(deployment, hub);
    }

    private static async Task FindsWhoCameAndWentAsync(Deployment deployment, HubResponse hub)
    {
        await deployment.Site.InviteAsync("new.person@corp.test", "Member");
        var gone = (await Truth.OfAsync(deployment.World)).First(person => !person.Pending && person.Role == "Member").Email;
        await deployment.Site.RemoveAsync(gone);

        var check = await deployment.CheckAsync(hub.Id);

        Assert.Equal(AutomatedTaskStatus.Completed, check.Status);
        var report = await deployment.Owner.LatestReportAsync(hub.Id, Cancellation);
        Assert.Equal((1, 1), (report.Added, report.Gone));
        var members = await deployment.Owner.ListMembersAsync(hub.Id, Cancellation);
        Truth.AssertSame(await Truth.OfAsync(deployment.World), members);
        Assert.Equal(HubState.Connected, (await deployment.Owner.GetHubAsync(hub.Id, Cancellation)).State);
    }

    // By the address alone, in any case: the directory knows each of these people under one address.
    private static void AssertMatched(IReadOnlyList<ImportedUser> people, IReadOnlyList<MemberResponse> members)
    {
        var kinds = people.ToDictionary(person => person.Email ?? "", person => person.Kind, StringComparer.OrdinalIgnoreCase);
        foreach (var member in members.Where(member => !member.IsAutomationAccount && member.Presence == Presence.Confirmed))
        {
            var expected = kinds.GetValueOrDefault(member.Email ?? "") switch
            {
                nameof(WorkspaceUserKind.Directory) => MemberStatus.Onboarded,
                nameof(WorkspaceUserKind.Guest) => MemberStatus.Guest,
                _ => MemberStatus.Unmatched,
            };
            Assert.True(expected == member.Status, $"{member.Email} is {member.Status}, not {expected} ({member.UnmatchedReason})");
        }

        Assert.Equal(MemberStatus.Onboarded, Assert.Single(members, member => member.IsAutomationAccount).Status);
    }
}
