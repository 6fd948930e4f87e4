using System.Text;
using System.Text.Json.Nodes;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Secrets;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Secrets;

public sealed class SecretScanTests(LocalParts parts)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_a_full_run_leaves_behind_holds_a_secret()
    {
        // What the storage writes to disk is looked through as well.
        var stored = Repository.NewRunFolder("scanned");
        await using (var azurite = await AzuriteServer.StartOnAsync(stored))
            await RunAndLookAsync(azurite.NewAccount(), stored);
        Directory.Delete(stored, recursive: true);
    }

    private async Task RunAndLookAsync(string storage, string stored)
    {
        // So is what the app tells of itself by traces: the file lies in its folder.
        await using var deployment = await Deployment.StartAsync(parts, "small", storage: storage, writesTraces: true);
        var hub = await deployment.ConnectAsync();
        var check = await deployment.CheckAsync(hub.Id);
        Deployment.AssertCompleted(check);
        await AssertOneTraceAsync(deployment.TraceFile);

        // A page that is not as expected leaves evidence: pictures, addresses, trees.
        await deployment.World.SendAsync(HttpMethod.Put, "/_sim/ui", new JsonObject { ["labelDrift"] = new JsonObject { ["Access level"] = "Clearance" } }, Cancellation);
        var failed = await deployment.CheckAsync(hub.Id);
        Assert.Equal(AutomatedTaskStatus.Failed, failed.Status);
        Assert.NotEmpty(failed.Failure?.EvidenceIds ?? []);

        var needles = await NeedlesAsync(deployment);
        var pieces = await new Haystack(deployment.Storage).CollectAsync(deployment.Folder, stored);
        Assert.True(pieces.Count > 100, $"Only {pieces.Count} pieces were looked at.");

        // The owner's key file is where that key belongs.
        foreach (var (place, bytes) in pieces.Where(piece => !piece.Place.EndsWith("owner.key", StringComparison.Ordinal)))
            foreach (var needle in needles)
                Assert.False(needle.IsIn(bytes), $"{needle.Name} is in {place}.");
    }

    [Theory]
    [InlineData("plain: {0}")]
    [InlineData("{{\"password\":\"{0}\"}}")]
    public void A_secret_is_found_in_every_shape(string around)
    {
        var needle = new Needle("the password", Deployment.Password);
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, around, Deployment.Password);

        Assert.True(needle.IsIn(Encoding.UTF8.GetBytes(text)));
        Assert.True(needle.IsIn(Encoding.Unicode.GetBytes(text)));
        Assert.True(needle.IsIn(Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)))));
        Assert.True(needle.IsIn(Encoding.UTF8.GetBytes(Convert.ToHexString(Encoding.UTF8.GetBytes(text)))));
        Assert.False(needle.IsIn(Encoding.UTF8.GetBytes("nothing to see")));
    }

    // From the call to the last page: one trace, whose spans name steps and pages and nobody.
    private static async Task AssertOneTraceAsync(string file)
    {
        var spans = (await File.ReadAllLinesAsync(file, Cancellation)).Select(line => JsonNode.Parse(line)?.AsObject() ?? []).ToList();
        var asked = Assert.Single(spans, span => $"{span["name"]}" == "function CheckForUpdates");
        var names = spans.Where(span => $"{span["traceId"]}" == $"{asked["traceId"]}").Select(span => $"{span["name"]}").ToHashSet(StringComparer.Ordinal);
        Assert.Superset(
            new HashSet<string> { "function CheckForUpdatesOrchestrator", "function ReadAppMembersActivity", "Visit ReadMembersAsync", "Open confirmed", "Look at confirmed", "function ApplyReconcileActivity" },
            names);
        Assert.DoesNotContain(spans, span => span.ToJsonString().Contains("@corp.test", StringComparison.Ordinal));
    }

    private static async Task<List<Needle>> NeedlesAsync(Deployment deployment)
    {
        var state = await deployment.World.StateAsync(Cancellation);
        var cookies = (state["sessions"]?.AsArray() ?? []).Select(session => session?["cookie"]?.ToString() ?? "").Where(cookie => cookie.Length > 0).ToList();
        Assert.NotEmpty(cookies);
        return
        [
            new Needle("the password", Deployment.Password),
            new Needle("the TOTP secret", Deployment.TotpSecret),
            .. deployment.Surroundings.Needles,
            .. cookies.Select((cookie, number) => new Needle($"session cookie {number}", cookie)),
        ];
    }
}
