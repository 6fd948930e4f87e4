using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Http;

/// <summary>Registers what stands in front of HTTP functions.</summary>
internal static class HttpServices
{
    public static IServiceCollection AddHttp(this IServiceCollection services)
    {
        services.AddTable<IdempotencyKeysTable>(IdempotencyKeysTable.Name);
        return services.AddSingleton<ApiGate>().AddSingleton<IdempotencyKeys>();
    }
}
