using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Directory;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.DirectoryLeaving;

/// <summary>Tells hubs that people of their teams and groups left or came back: what those give them ends or begins with that.</summary>
public sealed class DirectoryNews(TeamsTable teams, HubTeamsTable hubTeams, PeopleNews news, ProvisionRuns runs)
{
    /// <summary>Starts a run for each hub concerned. Told twice, it is one run more that finds nothing to do.</summary>
    public async Task TellAsync(IReadOnlyCollection<string> people, DurableTaskClient client, CancellationToken cancel)
    {
        var concerned = people.ToHashSet(StringComparer.Ordinal);
        if (concerned.Count == 0)
            return;
        var hubs = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var team in (await teams.ReadAllAsync(cancel)).Where(team => team.MemberIds.Any(concerned.Contains)))
            hubs.UnionWith((await hubTeams.ListHubsOfAsync(team.About.Id, cancel)).Select(given => given.HubId));
        foreach (var hub in hubs)
            await runs.MarkAsync(hub, TaskTrigger.GroupChange, StartDailyCheck.Seatkeeper, client, cancel);
        await news.TellAsync(people, client, cancel);
    }
}
