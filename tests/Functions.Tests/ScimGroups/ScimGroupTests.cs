using System.Text.Json.Nodes;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Scim;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.ScimGroups;

public sealed class ScimGroupTests(PlatformApp platform) : IClassFixture<PlatformApp>
{
    private TestApp App => platform.App;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Five_hundred_members_of_one_PATCH_are_one_write()
    {
        using var provider = await ScimProvider.ConnectAsync(App);
        var ids = await provider.ManyAsync(App, 500);
        var id = await provider.GroupAsync("Everybody");
        var before = await GroupAsync(id);

        (await PatchAsync(provider, id, new JsonObject { ["op"] = "Add", ["path"] = "members", ["value"] = new JsonArray([.. ids.Select(member => (JsonNode)new JsonObject { ["value"] = member })]) })).Expect(204);

        var after = await GroupAsync(id);
        Assert.Equal((500, "scim"), (after.About.Members, after.About.Cause.Kind));
        Assert.NotEqual(before.About.Version, after.About.Version);
        Assert.Equal(ids.Order(StringComparer.Ordinal), after.MemberIds.Order(StringComparer.Ordinal));
        var told = await App.Get<ActivityTable>().ReadAsync(new ActivityFilter(null), Cancel).Where(entry => entry.Entry.Target == "Everybody").ToListAsync(Cancel);
        Assert.Equal(["groupChanged", "groupCreated"], told.Select(entry => entry.Entry.Event));
        Assert.Equal("Everybody: 500 people, 500 came, 0 went", told[0].Entry.After);

        (await PatchAsync(provider, id, [.. ids.Take(400).Select(member => new JsonObject { ["op"] = "Remove", ["path"] = $"members[value eq \"{member}\"]" })])).Expect(204);
        Assert.Equal(100, (await GroupAsync(id)).About.Members);
    }

    [Fact]
    public async Task Members_whom_nobody_knows_are_refused_all_of_the_call_with_them_and_people_of_others_are_nobody()
    {
        using var provider = await ScimProvider.ConnectAsync(App);
        using var stranger = await ScimProvider.ConnectAsync(App);
        var (known, foreign) = (await provider.UserAsync($"{Guid.NewGuid():N}@corp.test"), await stranger.UserAsync($"{Guid.NewGuid():N}@corp.test"));
        var id = await provider.GroupAsync("Strict", known);

        foreach (var unknown in new[] { "nobody", foreign, PersonId.OfAddress(TestApp.OwnerEmail), id })
        {
            var refused = (await PatchAsync(provider, id, Add(unknown), new JsonObject { ["op"] = "replace", ["path"] = "displayName", ["value"] = "Renamed" })).ExpectError(400, "invalidValue");
            Assert.Contains(unknown, refused.Text("detail"), StringComparison.Ordinal);
        }

        (await PatchAsync(provider, id, [.. Enumerable.Range(0, 30).Select(nth => Add($"nobody{nth}"))])).ExpectError(400, "invalidValue");
        (await provider.SendAsync("PUT", $"Groups/{id}", """{"displayName":"Strict","members":[{"value":"nobody"}]}""")).ExpectError(400, "invalidValue");
        var group = await GroupAsync(id);
        Assert.Equal("Strict", group.About.Name);
        Assert.Equal([known], group.MemberIds);
    }

    [Fact]
    public async Task What_a_body_does_not_say_stays_and_what_is_the_same_is_no_change()
    {
        using var provider = await ScimProvider.ConnectAsync(App);
        var user = await provider.UserAsync($"{Guid.NewGuid():N}@corp.test");
        var id = await provider.GroupAsync("Quiet", user);
        var tag = (await provider.GetAsync($"Groups/{id}")).ETag;

        Assert.Equal(tag, (await provider.SendAsync("PUT", $"Groups/{id}", """{"displayName":"Quiet"}""")).Expect(200).ETag);
        Assert.Equal([user], (await GroupAsync(id)).MemberIds);
        Assert.Equal(tag, (await PatchAsync(provider, id, Add(user))).Expect(204).ETag);
        (await provider.SendAsync("PUT", $"Groups/{id}", "{}")).ExpectError(400, "invalidValue");

        var changed = (await provider.SendAsync("PUT", $"Groups/{id}", """{"displayName":"Quiet","members":[]}""", ("If-Match", tag ?? ""))).Expect(200);
        Assert.NotEqual(tag, changed.ETag);
        Assert.Empty((await GroupAsync(id)).MemberIds);
        (await provider.PatchAsync($"Groups/{id}", "displayName", "Stale", ("If-Match", tag ?? ""))).ExpectError(412);
        (await provider.SendAsync("DELETE", $"Groups/{id}", null, ("If-Match", tag ?? ""))).ExpectError(412);
    }

    [Fact]
    public async Task Changes_of_one_group_at_one_moment_are_all_kept()
    {
        using var provider = await ScimProvider.ConnectAsync(App);
        var ids = await provider.ManyAsync(App, 8);
        var id = await provider.GroupAsync("Busy");

        var answers = await Task.WhenAll(ids.Select(member => PatchAsync(provider, id, Add(member))));

        Assert.All(answers, answer => answer.Expect(204));
        Assert.Equal(ids.Order(StringComparer.Ordinal), (await GroupAsync(id)).MemberIds.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_name_is_one_groups_and_a_deleted_group_is_gone_for_good_though_its_row_stays()
    {
        using var provider = await ScimProvider.ConnectAsync(App);
        var user = await provider.UserAsync($"{Guid.NewGuid():N}@corp.test");
        var id = await provider.GroupAsync("Sales", user);
        var other = await provider.GroupAsync("Marketing");
        var twice = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => provider.SendAsync("POST", "Groups", """{"displayName":"Twice"}""")));
        Assert.Equal([201, 409, 409, 409], twice.Select(answer => answer.Status).Order());

        (await provider.SendAsync("POST", "Groups", """{"displayName":"SALES"}""")).ExpectError(409, "uniqueness");
        (await provider.PatchAsync($"Groups/{other}", "displayName", "sales")).ExpectError(409, "uniqueness");
        (await provider.SendAsync("DELETE", $"Groups/{id}")).Expect(204);
        (await provider.SendAsync("DELETE", $"Groups/{id}")).ExpectError(404);

        var gone = await GroupAsync(id);
        Assert.Equal((true, 0), (gone.About.IsGone, gone.MemberIds.Count));
        (await PatchAsync(provider, id, Add(user))).ExpectError(404);
        Assert.NotEqual(id, await provider.GroupAsync("Sales"));
        Assert.Equal("1", (await provider.GetAsync("Groups?filter=displayName eq \"sales\"")).Text("totalResults"));
        Assert.Equal("3", (await provider.GetAsync("Groups?excludedAttributes=members")).Text("totalResults"));
    }

    [Fact]
    public async Task Who_is_deleted_is_in_no_group_any_more_and_who_is_only_inactive_stays_in_it()
    {
        using var provider = await ScimProvider.ConnectAsync(App);
        var (gone, away) = (await provider.UserAsync($"{Guid.NewGuid():N}@corp.test"), await provider.UserAsync($"{Guid.NewGuid():N}@corp.test"));
        var (one, two) = (await provider.GroupAsync("One", gone, away), await provider.GroupAsync("Two", gone));

        (await provider.SendAsync("DELETE", $"Users/{gone}")).Expect(204);
        (await provider.PatchAsync($"Users/{away}", "active", false)).Expect(200);

        Assert.Equal([away], (await GroupAsync(one)).MemberIds);
        Assert.Empty((await GroupAsync(two)).MemberIds);
        Assert.Equal("1", (await provider.GetAsync($"Groups?filter=members.value eq \"{away}\"")).Text("totalResults"));
        Assert.Equal("0", (await provider.GetAsync($"Groups?filter=members eq \"{gone}\"")).Text("totalResults"));
    }

    private async Task<IdpGroup> GroupAsync(string id) => await App.Get<GroupsTable>().FindAsync(id, Cancel) ?? throw new InvalidOperationException($"No group {id}.");

    private static JsonObject Add(string member) => new() { ["op"] = "add", ["path"] = "members", ["value"] = new JsonArray(new JsonObject { ["value"] = member }) };

    private static Task<ScimAnswer> PatchAsync(ScimProvider provider, string id, params JsonObject[] operations) =>
        provider.SendAsync("PATCH", $"Groups/{id}", new JsonObject { ["Operations"] = new JsonArray([.. operations]) }.ToJsonString());

    // Straight into the table, as the app writes them: making each by a call would take longer than what is looked at.
}
