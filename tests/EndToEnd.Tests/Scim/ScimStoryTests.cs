using System.Net;
using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Running;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.EndToEnd.Tests.Article;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Scim;

/// <summary>
/// A seat that comes and goes by what an identity provider says, and a hub whose automation account is replaced in between: one app and one
/// hub for both, and the check that follows the replacement is the one that finds the new member. The site's journal is the judge.
/// </summary>
public sealed class ScimStoryTests(LocalParts parts)
{
    private const string Dana = "dana.scim@corp.test";
    private const string Second = "Second-Robot-6604-Heron";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_provider_gives_a_seat_and_takes_it_and_another_automation_account_does_the_work_meanwhile()
    {
        await using var deployment = await Deployment.StartAsync(
            parts, "small", new JsonObject { ["overrides"] = new JsonObject { ["seatsPaid"] = 25 } }, new Dictionary<string, string?> { ["Provisioning__Settling"] = "00:00:00.5" });
        var story = await HubStory.ConnectAsync(deployment, deployment.Owner);
        await deployment.Owner.SendAsync<HubResponse>(HttpMethod.Patch, story.Hub, new { leavers = "automatic" }, Cancellation);
        using var provider = await ScimCaller.ConnectAsync(deployment);
        await AssertItsTokenOpensNothingElseAsync(deployment, provider);

        // Whoever is in a group that the hub has is invited.
        var dana = await provider.UserAsync("Dana Scim", Dana);
        var group = await provider.GroupAsync("SEO", dana);
        await story.DoneAsync(HttpMethod.Put, $"{story.Hub}/groups/{group}", new GiveHubRequest(nameof(AppRole.Member)));
        await story.EndAllAsync(AutomatedTaskType.AddMembers);
        Assert.Equal([$"invitationCreated {Dana}"], await deployment.Site.EffectsAsync());
        await deployment.Site.AcceptAsync(Dana);

        await ReplaceAsync(deployment, story);
        var member = await story.MemberAsync(Dana);
        Assert.Equal((Presence.Confirmed, MemberStatus.Onboarded, dana), (member.Presence, member.Status, member.UserId));

        // Whoever is disabled leaves, and the new account takes the seat.
        await provider.DisableAsync(dana);
        await story.EndAllAsync(AutomatedTaskType.ProvisionHub);
        await story.EndAllAsync(AutomatedTaskType.RemoveMembers);
        Assert.Equal([$"invitationCreated {Dana}", $"invitationAccepted {Dana}", $"memberRemoved {Dana}"], await deployment.Site.EffectsAsync());
        await Truth.AssertRefereeAgreesAsync(deployment.World, await deployment.Owner.ListMembersAsync(story.Hub["hubs/".Length..], Cancellation));
    }

    // Another Admin of the workspace is the automation from now on; the account of before is free, and its seat a member's like any other.
    private static async Task ReplaceAsync(Deployment deployment, HubStory story)
    {
        var admin = (await Truth.OfAsync(deployment.World)).Single(person => person is { Pending: false, Role: "Admin" } && person.Email != SimulatedAccount.Email).Email;
        await deployment.Site.GivePasswordAsync(admin, Second);
        var account = await deployment.Owner.SaveAccountAsync(new SaveAccountRequest("ahrefs", "Second", admin, Second, TotpSecret: null, "automation"), Cancellation);

        await story.DoneAsync(HttpMethod.Put, $"{story.Hub}/automation-account", new ReplaceAutomationAccountRequest(account.Id));
        await story.EndAllAsync(AutomatedTaskType.CheckForUpdates);

        var hub = await deployment.Owner.GetAsync<HubResponse>(story.Hub, Cancellation);
        Assert.Equal((account.Id, HubState.Connected), (hub.AutomationAccountId, hub.State));
        Assert.Equal((true, false), ((await story.MemberAsync(admin)).IsAutomationAccount, (await story.MemberAsync(SimulatedAccount.Email)).IsAutomationAccount));
        Assert.Equal([(SimulatedAccount.Email, null), (admin, hub.Id)], (await deployment.Owner.ListAccountsAsync(Cancellation)).Select(saved => (saved.Username, saved.InUseBy)).OrderBy(saved => saved.InUseBy is not null));
    }

    // It comes by the same header as an access token.
    private static async Task AssertItsTokenOpensNothingElseAsync(Deployment deployment, ScimCaller provider)
    {
        using var caller = deployment.App.TokenClient(provider.Token);
        using var answer = await caller.Http.GetAsync("hubs", Cancellation);
        await answer.AssertRefusedAsync(HttpStatusCode.Unauthorized, "notAuthenticated");
    }
}
