using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace Seatkeeper.Benchmarks.Simulating;

/// <summary>
/// Rows of tables in memory, behind the real SDK: a row is read, inserted, and replaced by its ETag. That is all that leases need, and
/// it takes no time, so that a virtual clock can stand still meanwhile.
/// </summary>
internal sealed partial class MemoryTables : HttpMessageHandler
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, JsonObject> rows = new(StringComparer.Ordinal);
    private long version;

    /// <summary>A client of these tables.</summary>
    public TableServiceClient Client()
    {
        var key = new TableSharedKeyCredential("memory", Convert.ToBase64String(new byte[32]));
        return new TableServiceClient(new Uri("http://127.0.0.1:9/memory"), key, new TableClientOptions { Transport = new HttpClientTransport(this) });
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = Uri.UnescapeDataString(request.RequestUri?.AbsolutePath ?? "");
        var row = request.Content is null ? null : JsonNode.Parse(await request.Content.ReadAsByteArrayAsync(cancellationToken))?.AsObject();
        lock (gate)
        {
            if (request.Method == HttpMethod.Post && row is not null)
                return Insert($"{path}(PartitionKey='{row["PartitionKey"]}',RowKey='{row["RowKey"]}')", row);
            if (!Key().IsMatch(path))
                return Answer(HttpStatusCode.NotImplemented);
            if (!rows.TryGetValue(path, out var there))
                return Answer(HttpStatusCode.NotFound);
            if (request.Method == HttpMethod.Get)
                return Answer(HttpStatusCode.OK, there);
            return request.Method == HttpMethod.Put && row is not null ? Replace(path, there, row, request.Headers.IfMatch.ToString()) : Answer(HttpStatusCode.NotImplemented);
        }
    }

    private HttpResponseMessage Insert(string path, JsonObject row) => rows.ContainsKey(path) ? Answer(HttpStatusCode.Conflict) : Store(path, row);

    private HttpResponseMessage Replace(string path, JsonObject there, JsonObject row, string wanted) =>
        wanted == "*" || wanted == there["odata.etag"]?.ToString() ? Store(path, row) : Answer(HttpStatusCode.PreconditionFailed);

    private HttpResponseMessage Store(string path, JsonObject row)
    {
        row["odata.etag"] = string.Create(CultureInfo.InvariantCulture, $"W/\"{++version}\"");
        rows[path] = row;
        var answer = new HttpResponseMessage(HttpStatusCode.NoContent) { Content = new ByteArrayContent([]) };
        answer.Headers.TryAddWithoutValidation("ETag", row["odata.etag"]?.ToString());
        return answer;
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, JsonObject? row = null)
    {
        var body = row ?? new JsonObject { ["odata.error"] = new JsonObject { ["code"] = status.ToString(), ["message"] = new JsonObject { ["value"] = status.ToString() } } };
        return new HttpResponseMessage(status) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
    }

    [GeneratedRegex(@"\(PartitionKey='[^']*',RowKey='[^']*'\)$", RegexOptions.None, 1_000)]
    private static partial Regex Key();
}
