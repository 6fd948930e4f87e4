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
            OwnPageMap, PlaceOf(provider, configuration.GetSection(AhrefsOptions.Section)), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<PageMapSource>>()));
        services.TryAddSingleton(provider => new PageMapCheck(provider.GetRequiredService<PageMapSource>()));
        services.TryAddSingleton(provider => PacerOf(provider));
        services.TryAddSingleton<AhrefsSettings>();
        services.TryAddSingleton<BrowserHost>();
        services.TryAddSingleton<BrowserCheck>();
        services.AddSingleton<IAppConnector, AhrefsConnector>();
        services.TryAddSingleton<AppCatalog>();
        return services;
    }

    // Read here and not from the options: they are good only with a good map, so the map cannot wait for them.
    private static IPageMapPlace? PlaceOf(IServiceProvider provider, IConfiguration settings)
    {
        var (file, blob) = (settings[nameof(AhrefsOptions.PageMapFile)], settings[nameof(AhrefsOptions.PageMapBlob)]);
        if (string.IsNullOrWhiteSpace(blob))
            return string.IsNullOrWhiteSpace(file) ? null : new PageMapFile(file);
        if (!string.IsNullOrWhiteSpace(file))
            throw Wrong("Ahrefs__PageMapFile and Ahrefs__PageMapBlob are both set: the page map is in one of them; empty the other.");
        var slash = blob.IndexOf('/', StringComparison.Ordinal);
        if (slash < 1 || slash == blob.Length - 1)
            throw Wrong($"Ahrefs__PageMapBlob: '{blob}' is no CONTAINER/NAME.");
        var storage = provider.GetService<PageMapBlobs>() ?? throw Wrong("Ahrefs__PageMapBlob is for the app, which has the storage; here the page map comes from a file.");
        return storage(blob[..slash], blob[(slash + 1)..]);
    }

    private static OptionsValidationException Wrong(string why) => new(Options.DefaultName, typeof(AhrefsOptions), [why]);

    private static PageLoadPacer PacerOf(IServiceProvider provider)
    {
        const int realSiteLimit = 40;
        var limit = provider.GetRequiredService<IOptions<BrowserOptions>>().Value.PageLoadsPerMinute;
        var isReal = provider.GetRequiredService<IOptions<AhrefsOptions>>().Value.IsRealSite;
        return new PageLoadPacer(limit ?? (isReal ? realSiteLimit : null), provider.GetRequiredService<TimeProvider>());
    }
}
