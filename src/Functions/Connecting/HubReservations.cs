using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Connecting;

/// <summary>
/// Reserves what a new hub needs, in an order in which a crash leaves nothing that somebody else cannot have: the identifier, the
/// hub itself, the account, then the task. A reservation whose hub never came to be lapses after a minute.
/// </summary>
public sealed class HubReservations(HubsTable hubs, HubPeopleTable people, AccountsTable accounts, HubTasks tasks, TimeProvider clock)
{
    private static readonly TimeSpan lapse = TimeSpan.FromMinutes(1);

    /// <summary>Makes the hub and starts to connect it. Repeated with the same id, the same task comes of it.</summary>
    /// <exception cref="RefusedException">The identifier or the account is taken; then nothing of the hub is left.</exception>
    public async Task<AutomatedTask> ConnectAsync(string hubId, HubWish wish, Caller caller, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(wish);
        ArgumentNullException.ThrowIfNull(caller);
        var identifier = await ReserveIdentifierAsync(hubId, wish, cancel);
        var hub = New(hubId, wish, caller);
        var isNew = await hubs.AddAsync(hub, cancel);
        if (!isNew && await tasks.FindFirstAsync(hubId, cancel) is { } known)
            return known;
        if (!await accounts.ClaimAsync(wish.AccountId, hubId, cancel))
        {
            await hubs.DeleteAsync(hubId, cancel);
            await hubs.ReleaseAsync(identifier, cancel);
            throw new RefusedException(RefusalKind.AutomationAccountInUse, "Another hub uses this automation account.");
        }

        await people.PutOwnerAsync(new HubPerson(hubId, caller.Id, HubRole.Owner, hub.CreatedAt), cancel);
        return await tasks.StartFirstAsync(hub, caller, client, cancel);
    }

    private async Task<Reservation> ReserveIdentifierAsync(string hubId, HubWish wish, CancellationToken cancel)
    {
        while (true)
        {
            var standing = await hubs.ReserveIdentifierAsync(wish.App, wish.Identifier, hubId, cancel);
            if (standing.HubId == hubId)
                return standing;
            if (standing.At > clock.GetUtcNow() - lapse || await hubs.GetAsync(standing.HubId, cancel) is not null)
                throw new RefusedException(RefusalKind.IdentifierTaken, $"The identifier {wish.Identifier} is taken.");
            await hubs.ReleaseAsync(standing, cancel);
        }
    }

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
