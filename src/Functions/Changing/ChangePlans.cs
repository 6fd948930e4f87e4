using Seatkeeper.Connectors;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Members;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Changing;

/// <summary>Makes plans of changes from what is stored.</summary>
public sealed class ChangePlans(ChangePlanStores stores, GuardLedgerTable ledger, AppCatalog apps, CheckBlobs blobs, PresentGrants present)
{
    /// <summary>A plan that was made, as it was kept.</summary>
    public Task<ChangePlan> ReadAsync(string reference, CancellationToken cancel) => blobs.ReadAsync<ChangePlan>(reference, cancel);

    /// <summary>
    /// What the plan would be now, just before some of it is sent: between plan and effect may lie days. Its losses count from now
    /// on, because that is when they happen.
    /// </summary>
    /// <exception cref="AppFailureException"><see cref="FailureKind.GuardTripped"/>: others were lost meanwhile, and with them these are too many.</exception>
    /// <param name="hub">The hub.</param>
    /// <param name="taskId">The task.</param>
    /// <param name="plan">The plan as it was made.</param>
    /// <param name="at">The time.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The same people by what is stored now, by the ids of their items.</returns>
    public async Task<IReadOnlyDictionary<string, PlannedChange>> ReviseAsync(Hub hub, string taskId, ChangePlan plan, DateTimeOffset at, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(plan);
        var losses = new LossReservation(plan.PlanId, plan.Losses.Count, plan.GuardedMembers, hub.Rules.Guard.At(at), Approved: false);
        if (await ledger.CountFromNowAsync(hub.Id, losses, cancel) is { } verdict)
            throw new AppFailureException(new Failure(FailureKind.GuardTripped, Detail: $"While the task waited, others have gone: {verdict.Sentence} Retry it, and look at who would go."));
        var assumed = plan.Wish.ByGrants ? await present.OfAsync(hub.Id, cancel) : null;
        return (await MakeAsync(hub, taskId, plan.Wish, assumed, cancel)).Items.ToDictionary(item => item.Id, StringComparer.Ordinal);
    }

    /// <summary>Makes the plan of a wish.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="taskId">The task, or empty in a dry run.</param>
    /// <param name="wish">What is wished.</param>
    /// <param name="cancel">Ends the call.</param>
    public Task<ChangePlan> MakeAsync(Hub hub, string taskId, ChangeWish wish, CancellationToken cancel) => MakeAsync(hub, taskId, wish, assumed: null, cancel);

    /// <summary>Makes the plan of a wish.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="taskId">The task, or empty in a dry run.</param>
    /// <param name="wish">What is wished.</param>
    /// <param name="assumed">The grants as they would be, in a dry run of a change of grants; null is as they are stored.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<ChangePlan> MakeAsync(Hub hub, string taskId, ChangeWish wish, HubGrants? assumed, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(wish);
        // A dry run's wish was made just now.
        if (taskId.Length > 0)
            wish = await stores.Undos.AnewAsync(hub.Id, taskId, wish, cancel);
        var stored = stores.Members.LoadAsync(hub.Id, cancel);
        var grants = assumed is not null ? Task.FromResult(assumed) : wish.LeaversOnly ? present.OfAsync(hub.Id, cancel) : stores.Grants.LoadAsync(hub.Id, cancel);
        var history = ledger.ReadAsync(hub.Id, cancel);
        var roles = apps.Find(hub.App)?.App.Roles ?? [];
        var people = wish is { Action: ChangeAction.Invite } or { LeaversOnly: true } or { ByGrants: true } ? await stores.People.ReadForMatchingAsync(cancel) : [];
        var about = new HubFacts(hub.OperatorEmail, roles, hub.LastCheck?.Seats, AddressesOf(people))
        {
            People = new PeopleIndex(people),
            Spending = hub.SpendingAt((await history).Now),
            Owners = wish.HubOnly ? await OwnersAsync(hub.Id, cancel) : new HashSet<string>(StringComparer.Ordinal),
            Left = people.Where(person => !person.Active).Select(person => person.Id).ToHashSet(StringComparer.Ordinal),
        };
        var now = await history;
        return ChangePlanner.Plan(new ChangeInput(taskId, wish, [.. (await stored).Select(member => member.Member)], about, hub.Rules.Guard.At(now.Now), now)
        {
            Grants = await grants,
        });
    }

    private async Task<HashSet<string>> OwnersAsync(string hubId, CancellationToken cancel) =>
        (await stores.Owners.ListOwnersAsync(hubId, cancel)).Select(owner => owner.UserId).ToHashSet(StringComparer.Ordinal);

    private static HashSet<string> AddressesOf(IEnumerable<WorkspaceUser> people) =>
        people.SelectMany(person => person.Aliases.Append(person.Email)).Select(EmailAddress.KeyOf).ToHashSet(StringComparer.Ordinal);
}

/// <summary>Whom a plan of changes is made from.</summary>
public sealed record ChangePlanStores(MembersTable Members, GrantsTable Grants, WorkspaceUsersTable People, HubPeopleTable Owners, RemovalUndos Undos);
