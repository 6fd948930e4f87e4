using System.Globalization;
using Microsoft.Extensions.Logging;
using Seatkeeper.Domain.Notifying;
using Seatkeeper.Functions.Notifications;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.People;

/// <summary>Tells the Owners of a hub what they have to know at once. The activity names each of them already; this is the place for what reaches them elsewhere.</summary>
public sealed partial class OwnerNews(HubsTable hubs, Notices notices, ILogger<OwnerNews> log)
{
    /// <summary>Somebody made themself Owner of their hub. It may be told twice: what reaches people is told apart by the change's time.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="owners">Its other Owners.</param>
    /// <param name="change">Who took it over, when and why.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task TakenOverAsync(string hubId, IReadOnlyList<string> owners, HubPeopleChange change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(owners);
        ArgumentNullException.ThrowIfNull(change);
        HubTakenOver(log, hubId, change.ActorId, owners.Count);
        if (await hubs.GetAsync(hubId, cancel) is { } hub)
            await notices.OwnersToldAsync(hub, string.Create(CultureInfo.InvariantCulture, $"takeover-{change.At.UtcTicks}"), OwnersWord.HubTakenOver, change.ActorName, change.Reason, cancel);
    }

    [LoggerMessage(LogLevel.Warning, "Hub {HubId} was taken over by {ActorId}; it has {Owners} other Owners")]
    private static partial void HubTakenOver(ILogger log, string hubId, string actorId, int owners);
}
