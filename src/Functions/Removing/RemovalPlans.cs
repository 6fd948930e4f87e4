using Seatkeeper.Contracts;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Members;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Removing;

/// <summary>Tells what removing a hub would do.</summary>
public sealed class RemovalPlans(ProvisionedSeats seats, HubBelongings belongings, TaskStopping stopping, MembersTable members)
{
    /// <summary>What would be done now; nothing is.</summary>
    public async Task<HubRemovalPlanResponse> MakeAsync(Hub hub, RemovalWish wish, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(wish);
        var revocation = await seats.PlanAsync(hub, "", wish, cancel);
        var open = await stopping.ListOpenAsync(hub.Id, except: null, cancel);
        var accounts = await belongings.AccountsOfAsync(hub.Id, wish, cancel);
        var present = (await members.LoadAsync(hub.Id, cancel)).Count(member => member.Member.IsPresent);
        return new HubRemovalPlanResponse(
            revocation is null ? null : ChangePlanViews.Of(revocation), present - (revocation?.Losses.Count ?? 0), [.. open.Select(task => task.Id)],
            [.. accounts.Select(account => Of(account.Account, account.Fate, wish))]);
    }

    private static AccountRemovalResponse Of(Account account, AccountFate fate, RemovalWish wish) =>
        new(account.Id, account.OwnerId, fate, wish.DeleteAccounts && fate == AccountFate.Kept ? account.OnlyHere : null);
}
