using LocalHost.Functions;
using LocalHost.Settings;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Primitives;

namespace LocalHost.Web;

/// <summary>The routes of the app's HTTP functions, filled once the worker has listed them.</summary>
internal sealed class HttpFunctions(HostedApp app, HttpForwarding forwarding) : EndpointDataSource, IDisposable
{
    private readonly CancellationTokenSource changed = new();
    private IReadOnlyList<Endpoint> endpoints = [];

    public override IReadOnlyList<Endpoint> Endpoints => endpoints;

    public override IChangeToken GetChangeToken() => endpoints.Count == 0 ? new CancellationChangeToken(changed.Token) : NullChangeToken();

    public void Map(IEnumerable<FunctionDescription> functions)
    {
        endpoints = [.. functions.Where(function => function.Trigger.Is("httpTrigger") && !app.IsDisabled(function.Name)).Select(ToEndpoint)];
        changed.Cancel();
    }

    public void Dispose() => changed.Dispose();

    private static CancellationChangeToken NullChangeToken() => new(CancellationToken.None);

    private Endpoint ToEndpoint(FunctionDescription function)
    {
        // The method is a constraint of the route, as in the real host: another method is answered 404 and not 405.
        var constraints = new RouteValueDictionary();
        if (FunctionRoute.Methods(function) is { Count: > 0 } methods)
            constraints["httpMethod"] = new HttpMethodRouteConstraint([.. methods]);
        var route = RoutePatternFactory.Parse(FunctionRoute.Template(function, app), defaults: null, parameterPolicies: constraints);
        return new RouteEndpointBuilder(context => forwarding.HandleAsync(context, function), route, order: 0) { DisplayName = function.Name }.Build();
    }
}
