using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Connecting;

/// <summary>What a connection cannot settle by itself leaves the hub visible, with its reason, and can be retried.</summary>
public sealed class AttentionTests(TwoWorkspacesApp app) : IClassFixture<TwoWorkspacesApp>
{
    private const string One = "Contoso SEO", Other = "Contoso-SEO";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Deployment Deployment => app.Deployment;

    [Fact]
    public async Task A_wrong_password_is_tried_once_and_told_to_who_asked_for_it()
    {
        await using var listener = new WebhookListener();
        using var added = await Deployment.Owner.Http.PostAsJsonAsync("notification-targets", new { url = listener.Address }, Cancellation);
        var secret = (await added.Content.ReadFromJsonAsync<JsonNode>(Cancellation))?["secret"]?.GetValue<string>() ?? "";
        var account = await Deployment.SaveAccountAsync("Wrong-Password-8842");

        var hub = await FailAsync(Deployment.Connection("WrongPassword", account.Id));

        AssertNeeds(hub, AttentionReason.ReviewAutomationAccount, "InvalidCredentials");
        Assert.True((await Deployment.World.VerdictAsync(Cancellation))["ok"]?.GetValue<bool>());
        Webhook[] told = [await NextOfAsync(listener, hub), await NextOfAsync(listener, hub)];
        Assert.All(told, call => Assert.True(call.IsSignedWith(secret)));
        Assert.Equal(
            [("attentionChanged", hub.Id, "InvalidCredentials"), ("taskEnded", hub.Id, "InvalidCredentials")],
            told.Select(call => ($"{call.Json["event"]}", $"{call.Json["hub"]?["id"]}", $"{(call.Json["task"] ?? call.Json["attention"])?["failure"]?["kind"]}")).Order());
        Assert.DoesNotContain("Wrong-Password", string.Join('\n', told.Select(call => call.Json.ToJsonString())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_is_no_Admin_is_refused()
    {
        await Deployment.Site.ChangeRoleAsync(Dev.Running.SimulatedAccount.Email, "Member");
        var account = await Deployment.SaveAccountAsync();

        var hub = await FailAsync(Deployment.Connection("NoAdmin", account.Id, One));
        await Deployment.Site.ChangeRoleAsync(Dev.Running.SimulatedAccount.Email, "Admin");

        AssertNeeds(hub, AttentionReason.ReviewAutomationAccount, "InsufficientRole");
    }

    [Fact]
    public async Task Several_workspaces_are_listed_and_the_one_that_is_named_is_connected()
    {
        var account = await Deployment.SaveAccountAsync();

        var unnamed = await FailAsync(Deployment.Connection("Several", account.Id));
        AssertNeeds(unnamed, AttentionReason.ReviewConfiguration, "WorkspaceNotChosen");
        Assert.Equal([One, Other], (unnamed.Attention?.Choices ?? []).Order(StringComparer.Ordinal));

        var alike = await Deployment.Owner.FollowAsync((await Deployment.Owner.RetryHubAsync(unnamed.Id, "Contoso_SEO", Cancellation)).Id, Deployment.Patience, Cancellation);
        Assert.NotNull(alike.Failure);
        var stillUnnamed = await Deployment.Owner.GetHubAsync(unnamed.Id, Cancellation);
        Assert.Equal((HubState.NeedsAttention, "WrongWorkspace", null), (stillUnnamed.State, stillUnnamed.Attention?.Kind, stillUnnamed.Workspace));

        var named = await Deployment.Owner.FollowAsync((await Deployment.Owner.RetryHubAsync(unnamed.Id, One, Cancellation)).Id, Deployment.Patience, Cancellation);
        Deployment.AssertCompleted(named);
        Assert.Equal(One, (await Deployment.Owner.GetHubAsync(unnamed.Id, Cancellation)).Workspace?.Name);
    }

    [Fact]
    public async Task A_second_hub_on_the_same_workspace_is_refused()
    {
        await Deployment.ConnectAsync("First", Other);
        var second = await Deployment.SaveAccountAsync();

        var hub = await FailAsync(Deployment.Connection("Second", second.Id, Other));

        AssertNeeds(hub, AttentionReason.ReviewConfiguration, "WorkspaceAlreadyConnected");
    }

    // Other hubs of the app are told of as well.
    private static async Task<Webhook> NextOfAsync(WebhookListener listener, HubResponse hub)
    {
        while (true)
        {
            var call = await listener.NextAsync();
            if ($"{call.Json["hub"]?["id"]}" == hub.Id)
                return call;
        }
    }

    private async Task<HubResponse> FailAsync(ConnectHubRequest request)
    {
        var task = await Deployment.Owner.ConnectHubAsync(request, Cancellation);
        var end = await Deployment.Owner.FollowAsync(task.Id, Deployment.Patience, Cancellation);
        Assert.NotNull(end.Failure);
        return await Deployment.Owner.GetHubAsync(task.HubId ?? "", Cancellation);
    }

    private static void AssertNeeds(HubResponse hub, AttentionReason reason, string kind)
    {
        Assert.Equal(HubState.NeedsAttention, hub.State);
        Assert.Equal((reason, kind), (hub.Attention?.Reason, hub.Attention?.Kind));
        Assert.NotEmpty(hub.Attention?.Remedy ?? "");
    }
}
