using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.People;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Granting;

/// <summary>Writes what provisioning changes besides the app. Done again, it comes to the same.</summary>
public sealed class ProvisionWriter(MembersTable members, GrantsTable grants, HubPeopleTable people, HubPeopleChanges roles, SourceTables tables)
{
    /// <summary>Writes a plan.</summary>
    public async Task WriteAsync(string hubId, StoredProvision stored, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var plan = stored.Plan;
        var seated = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var match in plan.Matches)
        {
            if (await MatchAsync(hubId, match, cancel))
                seated[match.Decision.UserId ?? ""] = true;
        }

        // People's own grants first: nobody is without one in between.
        await grants.ApplyAsync(hubId, new GrantChanges(await OwnAsync(hubId, plan, cancel), []), cancel);
        await grants.ApplyAsync(hubId, plan.Changes with { Put = [.. plan.Changes.Put.Where(grant => grant.IsShared)] }, cancel);
        await WriteOwnersAsync(hubId, plan, cancel);

        // Whoever has a seat may log in through the hub, and nobody else: who is invited may once the list shows it, and who is to go
        // until it shows them no more.
        await people.PutCollaboratorsAsync(hubId, seated, cancel);
    }

    /// <summary>Takes the rows of teams and groups away that were taken from the hub, unless the hub was given to them again.</summary>
    public async Task ForgetEndedAsync(StoredProvision stored, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(stored);
        foreach (var ended in stored.Ended)
            await tables.HubTeams.DeleteAsync(ended, cancel);
        foreach (var ended in stored.EndedGroups)
            await tables.Mappings.DeleteAsync(ended, cancel);
    }

    // What somebody decided meanwhile stays; the next check matches what is still free.
    private async Task<bool> MatchAsync(string hubId, SeatMatch match, CancellationToken cancel)
    {
        while (await members.GetAsync(hubId, match.MemberId, cancel) is { Member.IsPresent: true } stored)
        {
            if (stored.Member.Decision is not { Status: MemberStatus.Unmatched, By: DecidedBy.Nobody })
                return stored.Member.Decision.IsMatched && stored.Member.Decision.UserId == match.Decision.UserId;
            if (await members.TryWriteAsync(hubId, [stored with { Member = stored.Member with { Decision = match.Decision }, UserName = match.UserName }], cancel))
                return true;
        }

        return false;
    }

    // Who was made no Owner any more since the plan was made gets nothing of it back.
    private async Task<IReadOnlyList<Grant>> OwnAsync(string hubId, ProvisionPlan plan, CancellationToken cancel)
    {
        var own = plan.Changes.Put.Where(grant => !grant.IsShared).ToList();
        if (own.TrueForAll(grant => grant.HubRole != HubRole.Owner))
            return own;
        var listed = (await roles.FinishedAsync(hubId, cancel)).Owners.Select(owner => owner.UserId).ToHashSet(StringComparer.Ordinal);
        return [.. own.Where(IsStill).Select(grant => listed.Contains(grant.UserId) ? grant : grant with { HubRole = HubRole.Collaborator })];

        bool IsStill(Grant grant) => grant.GivesSeat || listed.Contains(grant.UserId);
    }

    // By what their grants come to when it is written: ownership that is their own is nobody's business here.
    private async Task WriteOwnersAsync(string hubId, ProvisionPlan plan, CancellationToken cancel)
    {
        foreach (var person in plan.People.Where(person => person.After.HubRole == HubRole.Owner))
        {
            var wanted = new WantedRole(person.UserId, HubRole.Owner, "hubRoleChanged", string.Join(", ", person.Given)) { ByGrants = true };
            await roles.OwnAsync(hubId, wanted, StartDailyCheck.Seatkeeper, now => now.Grants.Of(now.UserId).Any(grant => grant is { IsShared: true, HubRole: HubRole.Owner }), cancel);
        }

        foreach (var person in plan.People.Where(person => person.Before.HubRole == HubRole.Owner && person.After.HubRole != HubRole.Owner))
            await roles.EndOwnerAsync(hubId, person.UserId, StartDailyCheck.Seatkeeper, string.Join(", ", person.Ended), cancel);
    }
}
