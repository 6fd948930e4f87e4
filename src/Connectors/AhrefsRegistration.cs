using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.PageMaps;

namespace Seatkeeper.Connectors;

/// <summary>Puts the Ahrefs connector into an app.</summary>
public static class AhrefsRegistration
{
    internal const string OwnPageMap = "page-map.json";

    /// <summary>Adds the connector, its browser and the catalog; wrong settings and a bad page map stop the app at its start.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="configuration">Holds the sections <c>Ahrefs</c> and <c>Browser</c>.</param>
    public static IServiceCollection AddAhrefsConnector(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AhrefsOptions>().Bind(configuration.GetSection(AhrefsOptions.Section)).ValidateDataAnnotations()
            .Validate<PageMapSource>((_, maps) => maps.Current.Version > 0, "There is no page map.").ValidateOnStart();
        services.AddOptions<BrowserOptions>().Bind(configuration.GetSection(BrowserOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new PageMapSource(
            OwnPageMap, configuration[$"{AhrefsOptions.Section}:{nameof(AhrefsOptions.PageMapFile)}"], provider.GetRequiredService<ILogger<PageMapSource>>()));
        services.TryAddSingleton(provider => PacerOf(provider));
        services.TryAddSingleton<AhrefsSettings>();
        services.TryAddSingleton<BrowserHost>();
        services.TryAddSingleton<BrowserCheck>();
        services.AddSingleton<IAppConnector, AhrefsConnector>();
        services.TryAddSingleton<AppCatalog>();
        return services;
    }

    private static PageLoadPacer PacerOf(IServiceProvider provider)
    {
        const int realSiteLimit = 40;
        var limit = provider.GetRequiredService<IOptions<BrowserOptions>>().Value.PageLoadsPerMinute;
        var isReal = provider.GetRequiredService<IOptions<AhrefsOptions>>().Value.IsRealSite;
        return new PageLoadPacer(limit ?? (isReal ? realSiteLimit : null), provider.GetRequiredService<TimeProvider>());
    }
}
