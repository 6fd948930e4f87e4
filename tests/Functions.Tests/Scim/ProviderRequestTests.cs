using System.Text;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Scim;

/// <summary>What providers really send, request by request, in the order in which they do.</summary>
public sealed class ProviderRequestTests(PlatformApp platform) : IClassFixture<PlatformApp>
{
    private const string Begin = "<!-- made by ProviderRequestTests -->";
    private const string End = "<!-- until here -->";

    private static string PageFile => Repository.InRoot("docs", "scim.md");

    [Fact]
    public Task Every_request_of_Entra_is_answered_as_Entra_needs_it() => PlayAsync(EntraRequests.All);

    [Fact]
    public Task Every_request_of_Okta_is_answered_as_Okta_needs_it() => PlayAsync(OktaRequests.All);

    [Fact]
    public async Task The_page_tells_these_requests()
    {
        var table = new StringBuilder(Begin).Append("\n\n### Entra\n\n").Append(Table(EntraRequests.All)).Append("\n### Okta\n\n").Append(Table(OktaRequests.All)).Append('\n').Append(End).ToString();
        var page = await File.ReadAllTextAsync(PageFile, TestContext.Current.CancellationToken);
        var (from, until) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal) + End.Length);
        var wanted = page[..from] + table + page[until..];
        if (Environment.GetEnvironmentVariable("SEATKEEPER_WRITE_DOCS") == "1")
            await File.WriteAllTextAsync(PageFile, wanted, TestContext.Current.CancellationToken);

        Assert.True(await File.ReadAllTextAsync(PageFile, TestContext.Current.CancellationToken) == wanted, "docs/scim.md does not tell the requests: run this test with SEATKEEPER_WRITE_DOCS=1, and look at what it changed.");
    }

    private async Task PlayAsync(IReadOnlyList<ProviderRequest> requests)
    {
        using var provider = await ScimProvider.ConnectAsync(platform.App);
        var ids = new Dictionary<string, string>(StringComparer.Ordinal) { ["nobody"] = "5171a35d82074e068ce2" };
        if (requests.Any(request => request.Body?.Contains("{everybody}", StringComparison.Ordinal) == true))
        {
            var many = await provider.ManyAsync(platform.App, 500);
            (ids["everybody"], ids["last"]) = ($"[{string.Join(',', many.Select(id => $$"""{"value":"{{id}}"}"""))}]", many[^1]);
        }

        foreach (var request in requests)
        {
            var answer = await provider.SendAsync(request.Method, Filled(request.Path, ids), request.Body is null ? null : Filled(request.Body, ids));
            Assert.True(answer.Status == request.Status, $"{request.What}: expected {request.Status}, was {answer.Status} {answer.Body}");
            Assert.Equal(request.Status == 204 ? "" : "application/scim+json", answer.ContentType ?? "");
            if (request.Keeps is { } kept)
                ids[kept] = answer.Text("id");
            foreach (var (path, value) in request.Shows)
                Assert.True(answer.Text(path) == Filled(value, ids), $"{request.What}: {path} has to be \"{Filled(value, ids)}\": {answer.Body}");
        }
    }

    private static string Table(IEnumerable<ProviderRequest> requests) =>
        $"| what | request | answer |\n|---|---|---|\n{string.Concat(requests.Select(request => $"{request.Line}\n"))}";

    private static string Filled(string text, Dictionary<string, string> ids) =>
        ids.Aggregate(text, (filled, id) => filled.Replace($"{{{id.Key}}}", id.Value, StringComparison.Ordinal));
}
