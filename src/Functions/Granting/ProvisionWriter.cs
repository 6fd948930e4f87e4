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
        foreach (var match in plan.Matches)
            await MatchAsync(hubId, match, cancel);

        // People's own grants first: nobody is without one in between.
        var own = plan.Changes.Put.Where(grant => !grant.IsShared).ToList();
        await grants.ApplyAsync(hubId, new GrantChanges(own, []), cancel);
        await grants.ApplyAsync(hubId, plan.Changes with { Put = [.. plan.Changes.Put.Where(grant => grant.IsShared)] }, cancel);
        await WriteAccessAsync(hubId, stored, cancel);
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
    private async Task MatchAsync(string hubId, SeatMatch match, CancellationToken cancel)
    {
        if (await members.GetAsync(hubId, match.MemberId, cancel) is { Member.Decision: { Status: MemberStatus.Unmatched, By: DecidedBy.Nobody } } stored)
            await members.TryWriteAsync(hubId, [stored with { Member = stored.Member with { Decision = match.Decision }, UserName = match.UserName }], cancel);
    }

    private async Task WriteAccessAsync(string hubId, StoredProvision stored, CancellationToken cancel)
    {
        foreach (var owner in stored.Plan.People.Where(person => person.After.HubRole == HubRole.Owner))
            await people.PutOwnerAsync(new HubPerson(hubId, owner.UserId, HubRole.Owner, stored.At), cancel);
        foreach (var owner in stored.Plan.People.Where(person => person.Before.HubRole == HubRole.Owner && person.After.HubRole != HubRole.Owner))
            await roles.EndOwnerAsync(hubId, owner.UserId, StartDailyCheck.Seatkeeper, string.Join(", ", owner.Ended), cancel);
        await people.PutCollaboratorsAsync(hubId, stored.Plan.People.ToDictionary(person => person.UserId, person => person.After.HubRole is not null, StringComparer.Ordinal), cancel);
    }
}
