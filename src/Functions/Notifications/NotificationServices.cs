using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Seatkeeper.Functions.NotificationTargets;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Notifications;

/// <summary>Registers what notifications need.</summary>
internal static class NotificationServices
{
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.AddOptions<NotificationOptions>().BindConfiguration(NotificationOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<NotificationOptions>, NotificationOptionsCheck>();
        services.AddTable<NotificationTargetsTable>(NotificationTargetsTable.Name).AddTable<OutboxTable>(OutboxTable.Name).AddSingleton<OutboxDeliveries>();
        services.AddSingleton(HostLookup.OfThisMachine).AddSingleton<WebhookConnections>().AddSingleton<WebhookSender>();
        services.AddSingleton<Notices>().AddSingleton<NoticeReading>().AddSingleton<NoticeFanOut>().AddSingleton<HubNoticeMove>().AddSingleton<NotificationRun>();
        services.AddSingleton<TargetBook>().AddSingleton<DeliveryRun>().AddSingleton<OldNotifications>();
        return services.AddSingleton<TargetCalls>().AddSingleton<TargetWishes>();
    }
}
