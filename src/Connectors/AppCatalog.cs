namespace Seatkeeper.Connectors;

/// <summary>The apps that this deployment can automate, by id.</summary>
/// <param name="connectors">One connector for each app.</param>
public sealed class AppCatalog(IEnumerable<IAppConnector> connectors)
{
    private readonly Dictionary<string, IAppConnector> byId = connectors.ToDictionary(c => c.App.Id, StringComparer.OrdinalIgnoreCase);

    /// <summary>Every app, in the order of its id.</summary>
    public IReadOnlyList<AppDescription> Apps => [.. byId.Values.Select(c => c.App).OrderBy(a => a.Id, StringComparer.Ordinal)];

    /// <summary>The connector of an app, or null where the catalog has no such app.</summary>
    /// <param name="appId">The app's id, in any case.</param>
    public IAppConnector? Find(string appId) => byId.GetValueOrDefault(appId);
}
