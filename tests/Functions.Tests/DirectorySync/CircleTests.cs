using System.Text.Json.Nodes;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.DirectorySync;
using Seatkeeper.Functions.GroupEvents;
using Seatkeeper.Functions.Tests.Graph;
using static Seatkeeper.Functions.Tests.Graph.GraphRig;

namespace Seatkeeper.Functions.Tests.DirectorySync;

/// <summary>Change tracking whose pages lead back to one another.</summary>
public sealed class CircleTests(AzuriteServer azurite, GraphSite site)
{
    [Theory]
    [InlineData("users")]
    [InlineData("groups")]
    public async Task Pages_that_lead_in_a_circle_are_a_directory_that_is_away(string resource)
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Ann"), ("SEO", ["ann@corp.test"])));
        var task = await rig.SyncAsync();
        foreach (var (nth, next) in new[] { (1, "a"), (2, "b"), (3, "a") })
        {
            var page = new JsonObject { ["value"] = new JsonArray(), ["@odata.nextLink"] = $"{rig.World.BaseUrl.TrimEnd('/')}/{resource}/delta?$skiptoken={next}" };
            await rig.World.SendAsync(HttpMethod.Post, "/_sim/faults", new JsonObject
            {
                ["id"] = $"page{nth}",
                ["match"] = new JsonObject { ["route"] = $"GET /{resource}/delta", ["nth"] = nth, ["times"] = 1 },
                ["do"] = new JsonObject { ["kind"] = "respond", ["status"] = 200, ["body"] = page },
            }, Cancel);
        }

        var failed = await Assert.ThrowsAsync<AppFailureException>(() => resource == "users"
            ? rig.App.Get<DirectoryReading>().ReadAsync(task, _ => Task.CompletedTask, Cancel)
            : rig.App.Get<GroupCatchUp>().RunAsync(Cancel));

        Assert.Equal(FailureKind.DirectoryUnavailable, failed.Failure.Kind);
        Assert.Contains("circle", failed.Failure.Detail, StringComparison.Ordinal);
    }
}
