using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Functions.Changing;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Granting;

/// <summary>Makes plans of provisioning from what is stored.</summary>
public sealed class ProvisionPlans(ProvisionSources sources, ChangePlans changes, GrantsTable grants, CheckBlobs blobs, TimeProvider clock)
{
    private const string Kind = "provision";

    private static readonly TimeSpan ofOneStorm = TimeSpan.FromMinutes(2);

    /// <summary>A plan that was made, as it was kept.</summary>
    public Task<StoredProvision> ReadAsync(string reference, CancellationToken cancel) => blobs.ReadAsync<StoredProvision>(reference, cancel);

    /// <summary>Makes the plan of a run, on top of what an earlier one began, and keeps it.</summary>
    /// <param name="hub">The hub's changes as they are now.</param>
    /// <param name="taskId">The run.</param>
    /// <param name="past">What the tasks came to that the hub remembers.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>Its reference.</returns>
    public async Task<string> MakeAsync(DirtyHub hub, string taskId, IReadOnlyCollection<PastEffect> past, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        var begun = hub.Begun is null ? null : await ReadAsync(hub.Begun, cancel);
        var told = hub.Told is null ? null : await ReadAsync(hub.Told, cancel);
        var given = await sources.OfAsync(hub.HubId, cancel);
        var at = clock.GetUtcNow();
        var input = await sources.ReadAsync(hub.HubId, given, SourceInstead.Nothing, at, cancel);
        var plan = Provisioner.Plan(input with { Begun = begun?.Plan.Begun ?? BegunGrants.Nothing, Past = past, Hindered = hub.HinderedPeople });
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{taskId}\n{hub.Version}\n{hub.Done}{(hub.Past.Length == 0 ? "" : $"\n{hub.Past}")}"))).AsSpan(0, 12));
        var ended = given.Teams.Where(team => team.Ends is not null).ToList();
        var endedGroups = given.Groups.Where(group => group.Ends is not null).ToList();
        var settles = Settles(plan, ended, endedGroups);
        var stored = new StoredProvision(id, hub.Version, at, plan, ended, settles)
        {
            // What a run left that was stopped may have been left for long: who loses something since has a wait of their own.
            SettlesSince = settles ? (at - begun?.At < ofOneStorm ? begun?.SettlesSince : null) ?? at : null,
            EndedGroups = endedGroups,
            Groups = [.. input.Sources.Where(source => source.Source == GrantSource.Group).OrderBy(source => source.Id, StringComparer.Ordinal).Select(PlannedGroup.Of)],
            Past = hub.PastTasks,
            Told = told?.Plan.People ?? [],
            Matched = [.. hub.Begun == hub.Told ? [] : begun?.Matched ?? [], .. plan.Matches],
        };
        return await blobs.WriteAsync(hub.HubId, Kind, stored, cancel);
    }

    // Whose seat or role is less because they were taken out of a team or group may be in another a moment later. Who took the whole of it
    // from the hub meant it so; and who loses a seat by leaving a group has waited for the hub's grace by now.
    private static bool Settles(ProvisionPlan plan, IEnumerable<HubAssignment> ended, IEnumerable<HubAssignment> endedGroups)
    {
        var taken = ended.Select(team => (GrantSource.Team, team.SourceId)).Concat(endedGroups.Select(group => (GrantSource.Group, group.SourceId))).ToHashSet();
        return plan.People.Any(person => person.Effects.Any(effect => effect.Kind switch
        {
            SeatEffectKind.Remove => person.IsPast || Left(person).Any(move => move.Source == GrantSource.Team),
            SeatEffectKind.ChangeRole => person.After.AppRole < person.Before.AppRole && Left(person).Any(),
            _ => false,
        }));

        IEnumerable<GrantMove> Left(ProvisionedPerson person) => person.Moves.Where(move => move.Kind == GrantMoveKind.Ended && !taken.Contains((move.Source, move.SourceId ?? "")));
    }

    /// <summary>What would happen, without writing anything.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="change">Its teams and groups as they would be.</param>
    /// <param name="instead">A team or group as it would be.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<ProvisionPreview> PreviewAsync(Hub hub, Func<HubSources, HubSources> change, SourceInstead instead, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(change);
        var given = change(await sources.OfAsync(hub.Id, cancel));
        var input = await sources.ReadAsync(hub.Id, given, instead, clock.GetUtcNow(), cancel);
        var plan = Provisioner.Plan(input);
        var after = plan.Changes.On(await grants.LoadAsync(hub.Id, cancel));
        var planned = new List<ChangePlan>();
        foreach (var wish in ProvisionWishes.Of(plan))
        {
            var made = await changes.MakeAsync(hub, "", wish.Wish, after, cancel);
            planned.Add(made);
            hub = WithRoom(hub, made);
        }

        return new ProvisionPreview(plan, planned);
    }

    // Who goes makes room for who comes, unless a person has to be asked first.
    private static Hub WithRoom(Hub hub, ChangePlan made) => hub.LastCheck is { Seats: { Used: { } used } seats } last && !made.Verdict.Tripped
        ? hub with { LastCheck = last with { Seats = seats with { Used = Math.Max(0, used - made.Losses.Count) } } }
        : hub;
}

/// <summary>What would happen.</summary>
/// <param name="Plan">To whom.</param>
/// <param name="Changes">And in the app, one plan for each task that would be started.</param>
public sealed record ProvisionPreview(ProvisionPlan Plan, IReadOnlyList<ChangePlan> Changes)
{
    /// <summary>Whose grants would change, as the API shows them.</summary>
    public IReadOnlyList<GrantChangeResponse> People() =>
    [
        .. Plan.People.Select(person => new GrantChangeResponse(
            person.UserId, person.Label, person.Before.AppRole, person.After.AppRole, person.Before.HubRole, person.After.HubRole, ProvisionTrail.NoteOf(person))),
    ];
}
