using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Functions.GraphWebhooks;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.GroupEvents;

/// <summary>Registers what following groups of Microsoft Entra needs.</summary>
internal static class GroupEventServices
{
    public static IServiceCollection AddGroupEvents(this IServiceCollection services) => services
        .AddTable<GraphInboxTable>(GraphInboxTable.Name).AddTable<SubscriptionsTable>(SubscriptionsTable.Name)
        .AddSingleton<KnownSubscriptions>().AddSingleton<NotificationIntake>().AddSingleton<FollowedGroups>()
        .AddSingleton<InboxWork>().AddSingleton<MarkTimes>().AddSingleton<MarkedWork>().AddSingleton<MarkWork>()
        .AddSingleton<SubscriptionTimes>().AddSingleton<SubscriptionCare>().AddSingleton<SilenceNews>().AddSingleton<SilentSubscriptions>()
        .AddSingleton<GroupCatchUp>().AddSingleton<GraphRound>();
}
