using LocalHost.Durable;

namespace LocalHost.Web;

/// <summary>Hands requests under the durable extension's webhook to the extension, which answers them as it does in Azure.</summary>
internal sealed class DurableManagement(DurableHost durable, HostKeys keys)
{
    public const string Path = "/runtime/webhooks/durabletask";

    public void Map(IEndpointRouteBuilder routes) => routes.Map(Path + "/{**rest}", HandleAsync);

    private async Task HandleAsync(HttpContext context)
    {
        if (!keys.AllowsDurable(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        using var request = Translate(context.Request);
        using var response = await durable.ManageAsync(request, context.RequestAborted);
        if (response is null)
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        else
            await AnswerAsync(context, response);
    }

    private static HttpRequestMessage Translate(HttpRequest source)
    {
        var request = new HttpRequestMessage(new HttpMethod(source.Method), $"{source.Scheme}://{source.Host}{source.Path}{source.QueryString}")
        {
            Content = new StreamContent(source.Body),
        };
        foreach (var (name, values) in source.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                request.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        return request;
    }

    private static async Task AnswerAsync(HttpContext context, HttpResponseMessage response)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
            context.Response.Headers[name] = values.ToArray();
        // Kestrel frames the body itself.
        context.Response.Headers.Remove("Transfer-Encoding");
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
