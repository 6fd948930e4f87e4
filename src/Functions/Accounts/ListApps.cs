using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Accounts;

/// <summary>The catalog of apps.</summary>
public sealed class ListApps(AppCatalog catalog)
{
    /// <summary>Every app that hubs can be connected to.</summary>
    [ApiCall("Lists the apps that hubs can be connected to", Answer = typeof(ListResponse<AppResponse>))]
    [Function(nameof(ListApps))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/apps")] HttpRequest request)
    {
        var apps = catalog.Apps.Select(app => new AppResponse(app.Id, app.Name, app.LoginMethods, [.. app.Roles.Select(role => role.ToString())], app.Capabilities));
        return Results.Ok(apps.ToPage(app => app.Id, PageRequest.Of(request)).ToList());
    }
}
