using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Connecting;

/// <summary>
/// What a connection cannot settle by itself leaves the hub visible, with its reason, and can be retried: among it what row 3 of the
/// reference's article asks of the automation account, and a password that row 5 makes the one way in.
/// </summary>
public sealed class AttentionTests(LocalParts parts)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_password_is_tried_once_and_told_to_who_asked_for_it()
    {
        await using var listener = new WebhookListener();
        await using var deployment = await Deployment.StartAsync(
            parts, "minimal", settings: new Dictionary<string, string?> { ["Notifications__PrivateHosts"] = "127.0.0.1", ["NotificationSchedule"] = "* * * * * *" });
        using var added = await deployment.Owner.Http.PostAsJsonAsync("notification-targets", new { url = listener.Address }, Cancellation);
        var secret = (await added.Content.ReadFromJsonAsync<JsonNode>(Cancellation))?["secret"]?.GetValue<string>() ?? "";
        var account = await deployment.SaveAccountAsync("Wrong-Password-8842");

        var hub = await FailAsync(deployment, Deployment.Connection("WrongPassword", account.Id));

        AssertNeeds(hub, AttentionReason.ReviewAutomationAccount, "InvalidCredentials");
        await Truth.AssertNoViolationAsync(deployment.World);
        Webhook[] told = [await listener.NextAsync(), await listener.NextAsync()];
        Assert.All(told, call => Assert.True(call.IsSignedWith(secret)));
        Assert.Equal(
            [("attentionChanged", hub.Id, "InvalidCredentials"), ("taskEnded", hub.Id, "InvalidCredentials")],
            told.Select(call => ($"{call.Json["event"]}", $"{call.Json["hub"]?["id"]}", $"{(call.Json["task"] ?? call.Json["attention"])?["failure"]?["kind"]}")).Order());
        Assert.DoesNotContain("Wrong-Password", string.Join('\n', told.Select(call => call.Json.ToJsonString())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_is_no_Admin_is_refused()
    {
        await using var deployment = await Deployment.StartAsync(parts, "minimal");
        await deployment.Site.ChangeRoleAsync(Dev.Running.SimulatedAccount.Email, "Member");
        var account = await deployment.SaveAccountAsync();

        var hub = await FailAsync(deployment, Deployment.Connection("NoAdmin", account.Id));

        AssertNeeds(hub, AttentionReason.ReviewAutomationAccount, "InsufficientRole");
    }

    [Fact]
    public async Task Several_workspaces_are_listed_and_the_one_that_is_named_is_connected()
    {
        await using var deployment = await Deployment.StartAsync(parts, "twoWorkspaces");
        var account = await deployment.SaveAccountAsync();

        var unnamed = await FailAsync(deployment, Deployment.Connection("Several", account.Id));
        AssertNeeds(unnamed, AttentionReason.ReviewConfiguration, "WorkspaceNotChosen");
        Assert.Equal(["Contoso SEO", "Contoso-SEO"], (unnamed.Attention?.Choices ?? []).Order(StringComparer.Ordinal));

        var alike = await deployment.Owner.FollowAsync((await deployment.Owner.RetryHubAsync(unnamed.Id, "Contoso_SEO", Cancellation)).Id, Deployment.Patience, Cancellation);
        Assert.NotNull(alike.Failure);
        var stillUnnamed = await deployment.Owner.GetHubAsync(unnamed.Id, Cancellation);
        Assert.Equal((HubState.NeedsAttention, "WrongWorkspace", null), (stillUnnamed.State, stillUnnamed.Attention?.Kind, stillUnnamed.Workspace));

        var named = await deployment.Owner.FollowAsync((await deployment.Owner.RetryHubAsync(unnamed.Id, "Contoso SEO", Cancellation)).Id, Deployment.Patience, Cancellation);
        Deployment.AssertCompleted(named);
        Assert.Equal("Contoso SEO", (await deployment.Owner.GetHubAsync(unnamed.Id, Cancellation)).Workspace?.Name);
    }

    [Fact]
    public async Task A_second_hub_on_the_same_workspace_is_refused()
    {
        await using var deployment = await Deployment.StartAsync(parts, "minimal");
        await deployment.ConnectAsync("First");
        var second = await deployment.SaveAccountAsync();

        var hub = await FailAsync(deployment, Deployment.Connection("Second", second.Id));

        AssertNeeds(hub, AttentionReason.ReviewConfiguration, "WorkspaceAlreadyConnected");
    }

    private static async Task<HubResponse> FailAsync(Deployment deployment, ConnectHubRequest request)
    {
        var task = await deployment.Owner.ConnectHubAsync(request, Cancellation);
        var end = await deployment.Owner.FollowAsync(task.Id, Deployment.Patience, Cancellation);
        Assert.NotNull(end.Failure);
        return await deployment.Owner.GetHubAsync(task.HubId ?? "", Cancellation);
    }

    private static void AssertNeeds(HubResponse hub, AttentionReason reason, string kind)
    {
        Assert.Equal(HubState.NeedsAttention, hub.State);
        Assert.Equal((reason, kind), (hub.Attention?.Reason, hub.Attention?.Kind));
        Assert.NotEmpty(hub.Attention?.Remedy ?? "");
    }
}
