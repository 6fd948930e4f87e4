using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Changing;

/// <summary>Changes over HTTP, through Chromium, judged by the journal of the site and not by what the app says of itself.</summary>
public sealed class ChangeMembersTests(LocalParts parts)
{
    private const string New = "new.person@corp.test";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Roles_removals_and_invitations_are_what_the_site_did()
    {
        await using var deployment = await Deployment.StartAsync(parts, "small");
        var hub = await deployment.ConnectAsync();
        var members = (await deployment.Owner.ListMembersAsync(hub.Id, Cancellation))
            .Where(member => member is { Presence: Presence.Confirmed, AppRole: AppRole.Member, IsAutomationAccount: false }).OrderBy(member => member.Email, StringComparer.Ordinal).Take(3).ToList();
        await deployment.World.SendAsync(HttpMethod.Put, "/_sim/intents/mode", new JsonObject { ["strict"] = true }, Cancellation);
        await PermitAsync(deployment, "changeRole", members[0].Email, "Admin");
        await PermitAsync(deployment, "remove", members[1].Email);
        await PermitAsync(deployment, "remove", members[2].Email);
        await PermitAsync(deployment, "invite", New, "Member");

        await DoneAsync(deployment, HttpMethod.Patch, $"hubs/{hub.Id}/members/{members[0].Id}", new UpdateRoleRequest("Admin"));
        var removal = await DoneAsync(deployment, HttpMethod.Post, $"hubs/{hub.Id}/removals", new RemoveMembersRequest([members[1].Id, members[2].Id], Scope: "app", Reason: "They left"));
        await DoneAsync(deployment, HttpMethod.Post, $"hubs/{hub.Id}/members", new AddMembersRequest([new PersonToAdd(Email: New)], AppRole: "Member"));

        // Whose seat is given back at the end of the month is told of the workspace, and is the site's own doing.
        var effects = (await deployment.World.JournalAsync("effect", Cancellation)).Select(entry => $"{entry["name"]} {entry["target"]}").ToList();
        Assert.Equal(
            [$"roleChanged {members[0].Email}", $"memberRemoved {members[1].Email}", $"memberRemoved {members[2].Email}", $"invitationCreated {New}"],
            effects.Where(effect => effect.Contains('@', StringComparison.Ordinal)));
        Assert.DoesNotContain(effects, effect => effect.StartsWith("seatPurchased", StringComparison.Ordinal));
        await AssertPicturedAsync(deployment, removal);
        var stored = await deployment.Owner.ListMembersAsync(hub.Id, Cancellation);
        Truth.AssertSame(await Truth.OfAsync(deployment.World), stored);
        await Truth.AssertRefereeAgreesAsync(deployment.World, stored);
        Assert.Equal(MemberStage.PendingInvite, Assert.Single(stored, member => member.Email == New).Stage);
        Assert.Equal(MemberStage.Removed, (await deployment.Owner.GetAsync<MemberResponse>($"hubs/{hub.Id}/members/{members[1].Id}", Cancellation)).Stage);
    }

    // Everybody who was removed is pictured with the question and without their row, and what is served is what was taken.
    private static async Task AssertPicturedAsync(Deployment deployment, string task)
    {
        foreach (var item in await deployment.Owner.ListAsync<TaskItemResponse>($"tasks/{task}/items", Cancellation))
        {
            var kept = item.Evidence ?? [];
            Assert.Equal(["Remove.before", "Remove.after"], kept.Select(evidence => evidence.Step));
            var shown = await Task.WhenAll(kept.Select(evidence => deployment.Owner.GetAsync<EvidenceResponse>($"tasks/{task}/evidence/{evidence.Id}", Cancellation)));
            Assert.Equal(kept.Select(evidence => evidence.Sha256), shown.Select(evidence => evidence.Sha256));
            Assert.Contains($"row as it was read: {item.Target}", shown[0].AccessibilityTree, StringComparison.Ordinal);
            var picture = await deployment.Owner.Http.GetByteArrayAsync(new Uri(shown[1].Screenshot ?? "", UriKind.Relative), Cancellation);
            Assert.Equal(shown[1].ScreenshotSha256, Convert.ToHexStringLower(SHA256.HashData(picture)));
        }
    }

    private static async Task<string> DoneAsync(Deployment deployment, HttpMethod method, string path, object body)
    {
        var task = await deployment.Owner.SendAsync<TaskResponse>(method, path, body, Cancellation);
        var ended = await deployment.Owner.FollowAsync(task.Id, Deployment.Patience, Cancellation);
        var items = await deployment.Owner.ListAsync<TaskItemResponse>($"tasks/{task.Id}/items", Cancellation);
        Assert.True(ended.Status == AutomatedTaskStatus.Completed, $"{ended.Type} is {ended.Status}: {ended.Failure?.Kind} {ended.Failure?.Detail}\n{string.Join('\n', items)}");
        Assert.All(items, item => Assert.Equal("Completed", item.Status));
        return task.Id;
    }

    private static Task PermitAsync(Deployment deployment, string kind, string? email, string? role = null) => deployment.World.SendAsync(
        HttpMethod.Post, "/_sim/intents", new JsonObject { ["key"] = $"{kind} {email}", ["kind"] = kind, ["workspaceId"] = "ws_01", ["email"] = email, ["role"] = role }, Cancellation);
}
