using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Directory;

/// <summary>
/// Tells hubs that people came to be known, left the workspace or are back in it: those whose groups they are in, or whose groups gave
/// them a grant. Of who leaves or comes back the same write says that nobody was told yet; the watchdog tells what was cut short.
/// </summary>
public sealed class PeopleNews(GroupsTable groups, GroupMappingsTable mappings, GrantsTable grants, UntoldPeopleTable untold, ProvisionRuns runs)
{
    /// <summary>Tells of people, whether or not that was done. Who changes people calls it last, and again where it was cut short.</summary>
    public async Task TellAsync(IReadOnlyCollection<string> userIds, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        if (userIds.Count == 0)
            return;
        var people = userIds.ToHashSet(StringComparer.Ordinal);
        // Before anything is told: who is changed from here on is told once more.
        var known = (await untold.ListAsync(cancel)).Where(person => people.Contains(person.PersonId)).ToList();
        await TellHubsAsync(people, client, cancel);
        foreach (var person in known)
            await untold.ForgetAsync(person, cancel);
    }

    /// <summary>Tells of somebody where that was not done. Costs next to nothing where it was.</summary>
    public async Task TellUntoldAsync(string userId, DurableTaskClient client, CancellationToken cancel)
    {
        if (await untold.FindAsync(userId, cancel) is not { } known)
            return;
        await TellHubsAsync([userId], client, cancel);
        await untold.ForgetAsync(known, cancel);
    }

    /// <summary>Tells of everybody of whom that was not done.</summary>
    /// <param name="before">Who was changed since may be about to be told of.</param>
    /// <param name="client">Starts runs.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task TellUntoldAsync(DateTimeOffset before, DurableTaskClient client, CancellationToken cancel) =>
        await TellAsync([.. (await untold.ListAsync(cancel)).Where(person => person.StoredAt <= before).Select(person => person.PersonId)], client, cancel);

    private async Task TellHubsAsync(HashSet<string> people, DurableTaskClient client, CancellationToken cancel)
    {
        var mapped = await mappings.ListAllAsync(cancel);
        var concerned = new HashSet<string>(StringComparer.Ordinal);
        foreach (var groupId in mapped.Select(mapping => mapping.SourceId).Distinct(StringComparer.Ordinal))
        {
            if (await groups.FindAsync(groupId, cancel) is { } group && group.MemberIds.Any(people.Contains))
                concerned.Add(groupId);
        }

        foreach (var hub in mapped.GroupBy(mapping => mapping.HubId, StringComparer.Ordinal))
        {
            if (hub.Any(mapping => concerned.Contains(mapping.SourceId)) || await HoldsAsync(hub.Key, people, cancel))
                await runs.MarkAsync(hub.Key, TaskTrigger.GroupChange, StartDailyCheck.Seatkeeper, client, cancel);
        }
    }

    private async Task<bool> HoldsAsync(string hubId, HashSet<string> people, CancellationToken cancel) =>
        (await grants.LoadAsync(hubId, cancel)).All.Any(grant => grant.Source == GrantSource.Group && people.Contains(grant.UserId));
}
