using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Matching;

/// <summary>Writes what people decide about members: the member, and after it why the person has the seat and what they may do in the hub.</summary>
public sealed class DecisionWriter(MembersTable members, GrantsTable grants, HubPeopleTable people)
{
    /// <summary>Writes the member.</summary>
    /// <returns>False where it is no longer what it was when it was read.</returns>
    public Task<bool> TryWriteAsync(string hubId, StoredMember stored, MemberDecision decision, string? userName, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return members.TryWriteAsync(hubId, [stored with { Member = stored.Member with { Decision = decision }, UserName = userName }], cancel);
    }

    /// <summary>Writes the rest; done again, it comes to the same.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="before">The member before.</param>
    /// <param name="decision">What was decided.</param>
    /// <param name="at">When.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task FollowAsync(string hubId, Member before, MemberDecision decision, DateTimeOffset at, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(decision);
        var concerned = new[] { before.Decision.UserId, decision.UserId }.OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var held = await grants.LoadOfAsync(hubId, concerned, cancel);
        await grants.ApplyAsync(hubId, OwnGrants.After(before, decision, held.All, at), cancel);

        if (decision is { IsMatched: true, HubRole: HubRole.Owner, UserId: { } owner })
            await people.PutOwnerAsync(new HubPerson(hubId, owner, HubRole.Owner, at), cancel);
        await people.PutCollaboratorsAsync(hubId, concerned.ToDictionary(person => person, person => decision.IsMatched && decision.UserId == person, StringComparer.Ordinal), cancel);
    }
}
