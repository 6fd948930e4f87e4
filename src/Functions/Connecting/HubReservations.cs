using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Replacing;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Connecting;

/// <summary>
/// Reserves what a new hub needs, in an order in which a crash leaves nothing that somebody else cannot have: the identifier, the
/// hub itself, the account, then the task. A reservation whose hub never came to be lapses after a minute.
/// </summary>
public sealed class HubReservations(HubsTable hubs, HubPeopleTable people, AccountClaims claims, HubTasks tasks, TimeProvider clock)
{
    private static readonly TimeSpan lapse = TimeSpan.FromMinutes(1);

    /// <summary>Makes the hub and starts to connect it. Repeated with the same id, the same task comes of it.</summary>
    /// <exception cref="RefusedException">The identifier or the account is taken; then nothing of the hub is left.</exception>
    public async Task<AutomatedTask> ConnectAsync(string hubId, HubWish wish, Caller caller, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(wish);
        ArgumentNullException.ThrowIfNull(caller);
        if (await hubs.GetAsync(hubId, cancel) is { } there)
        {
            // Before anything is reserved: a hub that was removed takes nothing back.
            if (await tasks.FindFirstAsync(hubId, cancel) is { } first)
                return first;
            HubCalls.RefuseIfRemoving(there);
        }

        var identifier = await ReserveIdentifierAsync(hubId, wish, cancel);
        var hub = New(hubId, wish, caller);
        var isNew = await hubs.AddAsync(hub, cancel);
        if (!isNew && await tasks.FindFirstAsync(hubId, cancel) is { } known)
            return known;

        // Between the two a minute may have passed, and somebody else may have taken the identifier.
        var held = await HoldAsync(hub, identifier, cancel) ?? throw Taken(wish);
        return await ClaimAndStartAsync(hub, held, caller, client, cancel) ?? throw new RefusedException(RefusalKind.AutomationAccountInUse, "Another hub uses this automation account.");
    }

    /// <summary>Finishes, for whoever asked for it, a connection that was cut short before its task was recorded.</summary>
    /// <returns>The task; null where the identifier or the account is taken, and then nothing of the hub is left.</returns>
    public async Task<AutomatedTask?> FinishAsync(Hub hub, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        // It may have been read some time ago.
        if (await hubs.GetAsync(hub.Id, cancel) is not { State: < HubState.Removing })
            return null;
        if (!HubIdentifier.TryParse(hub.Identifier, out var identifier))
            throw new InvalidOperationException($"Hub {hub.Id} has no identifier.");
        var reservation = await hubs.ReserveIdentifierAsync(hub.App, identifier, hub.Id, cancel);
        if (await HoldAsync(hub, reservation, cancel) is not { } held)
            return null;
        // Nothing is started with these rights: who asked was allowed to, or there would be no hub.
        var caller = new Caller(hub.CreatedById, hub.CreatedByName, WorkspaceRole.User, IsPerson: true, InPerson: false);
        return await ClaimAndStartAsync(hub, held, caller, client, cancel);
    }

    // Null where it is not the hub's; then nothing of the hub is left.
    private async Task<Reservation?> HoldAsync(Hub hub, Reservation identifier, CancellationToken cancel)
    {
        var held = identifier.HubId == hub.Id ? await hubs.HoldAsync(identifier, cancel) : null;
        if (held is null)
            await TakeBackAsync(hub.Id, identifier, cancel);
        return held;
    }

    private async Task<AutomatedTask?> ClaimAndStartAsync(Hub hub, Reservation identifier, Caller caller, DurableTaskClient client, CancellationToken cancel)
    {
        if (!await claims.TakeNamedAsync(hub.Id, hub.AutomationAccountId, cancel))
        {
            await TakeBackAsync(hub.Id, identifier, cancel);
            return null;
        }

        await people.PutOwnerAsync(new HubPerson(hub.Id, caller.Id, HubRole.Owner, hub.CreatedAt), cancel);
        return await tasks.StartFirstAsync(hub, caller, client, cancel);
    }

    // A hub that is being removed gives away itself what it has, or keeps it where that is stopped.
    private async Task TakeBackAsync(string hubId, Reservation identifier, CancellationToken cancel)
    {
        var hub = await hubs.GetAsync(hubId, cancel);
        if (hub?.State == HubState.Removing || (hub is { State: not HubState.Removed } && !await hubs.DeleteAsync(hub, cancel)))
            return;
        if (identifier.HubId == hubId)
            await hubs.ReleaseAsync(identifier, cancel);
    }

    private async Task<Reservation> ReserveIdentifierAsync(string hubId, HubWish wish, CancellationToken cancel)
    {
        while (true)
        {
            var standing = await hubs.ReserveIdentifierAsync(wish.App, wish.Identifier, hubId, cancel);
            if (standing.HubId == hubId)
                return standing;
            if (standing.At > clock.GetUtcNow() - lapse || await hubs.GetAsync(standing.HubId, cancel) is { State: not HubState.Removed })
                throw Taken(wish);
            await hubs.ReleaseAsync(standing, cancel);
        }
    }

    private static RefusedException Taken(HubWish wish) => new(RefusalKind.IdentifierTaken, $"The identifier {wish.Identifier} is taken.");

    private Hub New(string hubId, HubWish wish, Caller caller) => new()
    {
        Id = hubId,
        App = wish.App,
        Label = wish.Label.Value,
        Identifier = wish.Identifier.Value,
        LoginMethod = "usernamePassword",
        AutomationAccountId = wish.AccountId,
        CreatedById = caller.Id,
        CreatedByName = caller.Name,
        CreatedAt = clock.GetUtcNow(),
        WantedWorkspace = wish.Workspace,
        Runs = 1,
        ActiveTaskId = HubTasks.IdOf(hubId, AutomatedTaskType.ConnectHub, 1),
    };
}
