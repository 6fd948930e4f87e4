using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.DataProtection;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Secrets;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.EndToEnd.Tests.Parts;
using Seatkeeper.EntraSimulator.Hosting;

namespace Seatkeeper.EndToEnd.Tests.Secrets;

public sealed class SecretScanTests(LocalParts parts, GraphSimulatorServer graph) : IClassFixture<GraphSimulatorServer>
{
    // Shorter ones are no keys, and would be found by chance.
    private const int ShortestStored = 20;

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
        var tenant = await graph.NewWorldAsync(Recipe(), Cancellation);
        await using var listener = new WebhookListener();
        await using var deployment = await Deployment.StartAsync(parts, "small", settings: Settings(tenant), storage: storage, writesTraces: true);
        var shown = await ShowSecretsAsync(deployment, listener);
        var sync = await deployment.Owner.PostAsync<TaskResponse>("directory/sync", body: null, Cancellation);
        Deployment.AssertCompleted(await deployment.Owner.FollowAsync(sync.Id, Deployment.Patience, Cancellation));
        var hub = await deployment.ConnectAsync();
        var check = await deployment.CheckAsync(hub.Id);
        Deployment.AssertCompleted(check);
        await AssertOneTraceAsync(deployment.TraceFile);

        // A page that is not as expected leaves evidence: pictures, addresses, trees.
        await deployment.World.SendAsync(HttpMethod.Put, "/_sim/ui", new JsonObject { ["labelDrift"] = new JsonObject { ["Access level"] = "Clearance" } }, Cancellation);
        var failed = await deployment.CheckAsync(hub.Id);
        Assert.Equal(AutomatedTaskStatus.Failed, failed.Status);
        Assert.NotEmpty(failed.Failure?.EvidenceIds ?? []);

        // Whoever is told of it is told with a signature by the target's secret.
        Assert.True((await listener.NextAsync()).IsSignedWith(shown[0].Secret));

        List<Needle> needles = [.. await Leaks.NeedlesAsync(deployment), .. shown, new Needle("the client secret at Entra", tenant.ClientSecret), .. Stored(deployment, shown[0])];
        var pieces = await Leaks.AssertNoneAsync(deployment, needles, stored);
        Assert.True(pieces > 100, $"Only {pieces} pieces were looked at.");
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

    // The tenant whose access tokens the app takes, where it takes any.
    private static JsonObject Recipe() => new()
    {
        ["app"] = new JsonObject { ["tenantId"] = RunningIssuer.Tenant },
        ["people"] = new JsonArray(new JsonObject { ["displayName"] = "Ann", ["userPrincipalName"] = "ann@corp.test", ["mail"] = "ann@corp.test" }),
    };

    private static Dictionary<string, string?> Settings(GraphWorld tenant) => new(tenant.AppSettings("http://127.0.0.1"))
    {
        // Nobody is asked for notifications: what reads Graph here is the sync.
        ["Graph__NotificationUrl"] = null,
        ["Notifications__PrivateHosts"] = "127.0.0.1",
        ["NotificationSchedule"] = "* * * * * *",
    };

    // One of each that the app makes and shows once, and each of them in use.
    private static async Task<List<Needle>> ShowSecretsAsync(Deployment deployment, WebhookListener listener)
    {
        var target = await deployment.Owner.PostAsync<NotificationTargetResponse>("notification-targets", new CreateNotificationTargetRequest(listener.Address), Cancellation);
        var made = await deployment.Owner.CreateKeyAsync(new CreateApiKeyRequest("scanned", UserId: null, "scanner", Role: null, ExpiresInDays: 1), Cancellation);
        using var caller = deployment.App.Client(made.Key);
        using var hubs = await caller.Http.GetAsync("hubs", Cancellation);
        Assert.NotEqual(HttpStatusCode.Unauthorized, hubs.StatusCode);

        var connection = await deployment.Owner.PostAsync<ScimConnectionResponse>("scim-connections", new CreateScimConnectionRequest("scanned"), Cancellation);
        using var provider = deployment.App.TokenClient(connection.Token ?? "");
        using var users = await provider.Http.GetAsync("/scim/v2/Users", Cancellation);
        Assert.Equal(HttpStatusCode.OK, users.StatusCode);
        return [new Needle("the webhook's secret", target.Secret ?? ""), new Needle("a further API key", made.Key ?? ""), new Needle("the SCIM token", connection.Token ?? "")];
    }

    // All that the app's own store holds at the end: keys that it made for its data as well, which nobody is ever shown.
    private static List<Needle> Stored(Deployment deployment, Needle known)
    {
        var stored = deployment.Surroundings is AzureSurroundings { Vault: var vault }
            ? vault.Names().SelectMany(name => vault.ValuesOf(name).Select(value => new Needle(name, value))).ToList()
            : Opened(Path.Combine(deployment.Folder, "secrets"));
        Assert.Contains(stored, secret => secret.Secret == known.Secret);
        Assert.Contains(stored, secret => secret.Name.StartsWith("data-", StringComparison.Ordinal));
        return [.. stored.Where(secret => secret.Secret.Length >= ShortestStored)];
    }

    // As the local store writes them.
    private static List<Needle> Opened(string folder)
    {
        var protection = DataProtectionProvider.Create(new DirectoryInfo(Path.Combine(folder, "keys")), builder => builder.SetApplicationName("Seatkeeper"));
        return [.. Directory.EnumerateFiles(folder, "*.secret").Select(file => (Name: Path.GetFileNameWithoutExtension(file), Text: File.ReadAllText(file)))
            .Select(file => new Needle(file.Name, protection.CreateProtector("Seatkeeper.Secrets", file.Name).Unprotect(file.Text)))];
    }
}
