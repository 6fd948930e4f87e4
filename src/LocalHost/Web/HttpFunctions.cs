using LocalHost.Functions;
using LocalHost.Settings;
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
        var builder = new RouteEndpointBuilder(
            context => forwarding.HandleAsync(context, function), RoutePatternFactory.Parse(FunctionRoute.Template(function, app)), order: 0)
        {
            DisplayName = function.Name,
        };
        if (FunctionRoute.Methods(function) is { Count: > 0 } methods)
            builder.Metadata.Add(new HttpMethodMetadata(methods));
        return builder.Build();
    }
}
