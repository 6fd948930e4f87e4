using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Activity;

/// <summary>Registers what records what happens.</summary>
internal static class ActivityServices
{
    public static IServiceCollection AddActivity(this IServiceCollection services) =>
        services.AddTable<ActivityTable>(ActivityTable.Name).AddSingleton<ActivityScope>();
}
