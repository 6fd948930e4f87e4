using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.AhrefsSimulator.Worlds;
using Seatkeeper.Simulators.Tests.Driving;

namespace Seatkeeper.Simulators.Tests.Changing;

public sealed class DialogTests(Site site)
{
    private const string Target = "no.name@corp.test";

    [Fact]
    public async Task A_role_is_changed_through_menu_and_dialog()
    {
        using var world = site.NewWorld();
        await using var visitor = await AtMembersAsync(world);
        await visitor.Button($"Actions for {Target}").ClickAsync();
        await visitor.MenuItem("Change access level").ClickAsync();
        var dialog = visitor.Dialog("Change access level");
        await Assertions.Expect(dialog.GetByRole(AriaRole.Paragraph)).ToContainTextAsync(Target);
        await Assertions.Expect(dialog.GetByRole(AriaRole.Radiogroup, new() { Name = "Access level" }).GetByRole(AriaRole.Radio)).ToHaveCountAsync(3);
        await Assertions.Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Save" })).ToBeDisabledAsync();
        await dialog.GetByRole(AriaRole.Radio, new() { Name = "Admin" }).CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Access level updated" })).ToBeVisibleAsync();
        await EffectAsync(world, "roleChanged", Target);
        Assert.Equal(AccessLevel.Admin, world.Now.Workspaces.First().FindMemberByEmail(Target)?.Role);
    }

    [Fact]
    public async Task A_member_is_removed_only_by_the_destructive_button()
    {
        using var world = site.NewWorld();
        await using var visitor = await AtMembersAsync(world);
        await OpenRemovalAsync(visitor);
        var dialog = visitor.AlertDialog("Remove member?");
        await Assertions.Expect(dialog).ToContainTextAsync($"{Target} loses access immediately");
        await Assertions.Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToBeFocusedAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        Assert.Empty(world.Journal(JournalKind.Effect));
        await OpenRemovalAsync(visitor);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Member removed" })).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Status)).ToHaveTextAsync("11 members, 13 of 15 seats used");
        await EffectAsync(world, "memberRemoved", Target);
    }

    [Fact]
    public async Task Two_people_are_invited_in_one_go_as_chips()
    {
        using var world = site.NewWorld(new WorldRecipe { Overrides = new JsonObject { ["seatsPaid"] = 20 } });
        await using var visitor = await AtMembersAsync(world);
        await visitor.Main.GetByRole(AriaRole.Link, new() { Name = "Invite members" }).ClickAsync();
        var dialog = visitor.Dialog("Invite members");
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Email addresses" }).FillAsync("one@corp.test; not-an-address\ntwo@corp.test");
        await Assertions.Expect(dialog.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(3);
        await Assertions.Expect(dialog.Locator("li[aria-invalid=true]")).ToContainTextAsync("not-an-address");
        await Assertions.Expect(dialog.GetByRole(AriaRole.Combobox, new() { Name = "Access level" })).ToHaveValueAsync("Member");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove not-an-address" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Send invitation" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "2 invitations sent" })).ToBeVisibleAsync();
        await EffectAsync(world, "invitationCreated", "one@corp.test", "two@corp.test");
    }

    [Fact]
    public async Task A_full_plan_is_told_in_the_dialog()
    {
        using var world = site.NewWorld("standardFull");
        await using var visitor = await AtMembersAsync(world);
        await InviteAsync(visitor, "new@corp.test");
        await Assertions.Expect(visitor.Dialog("Invite members").GetByRole(AriaRole.Alert)).ToHaveTextAsync("You've reached your plan's limit of 6 members");
        Assert.Empty(world.Journal(JournalKind.Effect));
    }

    [Fact]
    public async Task The_inline_way_of_charging_shows_a_price_before_the_submit()
    {
        using var world = site.NewWorld(new WorldRecipe { Set = "lite", Overrides = new JsonObject { ["seatChargeUi"] = "inline" } });
        await using var visitor = await AtMembersAsync(world);
        await visitor.Main.GetByRole(AriaRole.Link, new() { Name = "Invite members" }).ClickAsync();
        var dialog = visitor.Dialog("Invite members");
        await dialog.GetByRole(AriaRole.Textbox).FillAsync("new@corp.test,");
        await Assertions.Expect(dialog.GetByText("1 additional seat, $40.00/month, will be added to your subscription")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel", Exact = true }).ClickAsync();
        Assert.Empty(world.Journal(JournalKind.Effect));
    }

    [Fact]
    public async Task The_asking_way_of_charging_asks_after_the_submit_and_back_buys_nothing()
    {
        using var world = site.NewWorld(new WorldRecipe { Set = "lite", Overrides = new JsonObject { ["seatChargeUi"] = "dialog" } });
        await using var visitor = await AtMembersAsync(world);
        await InviteAsync(visitor, "new@corp.test");
        var price = visitor.Dialog("Confirm additional seats");
        await Assertions.Expect(price.GetByText("Total due today: $16.00")).ToBeVisibleAsync();
        await Assertions.Expect(price.GetByRole(AriaRole.Button, new() { Name = "Confirm and pay" })).ToBeEnabledAsync();
        await price.GetByRole(AriaRole.Button, new() { Name = "Back" }).ClickAsync();
        await Assertions.Expect(price).ToHaveCountAsync(0);
        Assert.Empty(world.Journal(JournalKind.Effect));
    }

    [Fact]
    public async Task An_invitation_is_resent_and_cancelled_from_the_pending_list()
    {
        using var world = site.NewWorld();
        var email = world.Now.Workspaces.First().ListedInvitations.First().Email;
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync("/account/members/pending");
        await visitor.MembersShownAsync("Pending invitations");
        Assert.Equal(["Email", "Access level", "Invited by", "Sent", "Status", ""], await visitor.List("Pending invitations").GetByRole(AriaRole.Columnheader).AllTextContentsAsync());
        var before = await visitor.List("Pending invitations").ElementHandleAsync();
        await visitor.Button($"Actions for {email}").ClickAsync();
        await visitor.MenuItem("Resend invitation").ClickAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Invitation sent" })).ToBeVisibleAsync();
        // The list is drawn anew after it was told, and a menu that is open then is gone.
        await before.WaitForElementStateAsync(ElementState.Hidden);
        await visitor.Button($"Actions for {email}").ClickAsync();
        await visitor.MenuItem("Cancel invitation").ClickAsync();
        var dialog = visitor.AlertDialog("Cancel invitation?");
        await Assertions.Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Keep" })).ToBeFocusedAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel invitation" }).ClickAsync();
        await Assertions.Expect(visitor.List("Pending invitations").Locator("tbody tr")).ToHaveCountAsync(1);
        Assert.Equal(["invitationResent", "invitationCancelled"], world.Journal(JournalKind.Effect).Select(e => e.Name));
        Assert.Empty((await world.VerdictAsync()).Violations);
    }

    private static async Task OpenRemovalAsync(Visitor visitor)
    {
        await visitor.Button($"Actions for {Target}").ClickAsync();
        await visitor.MenuItem("Remove from workspace").ClickAsync();
    }

    private static async Task InviteAsync(Visitor visitor, string email)
    {
        await visitor.Main.GetByRole(AriaRole.Link, new() { Name = "Invite members" }).ClickAsync();
        await visitor.Dialog("Invite members").GetByRole(AriaRole.Textbox).FillAsync(email);
        await visitor.Dialog("Invite members").GetByRole(AriaRole.Button, new() { Name = "Send invitation" }).ClickAsync();
    }

    private async Task<Visitor> AtMembersAsync(World world)
    {
        var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync();
        await visitor.MembersShownAsync();
        return visitor;
    }

    /// <summary>Exactly these effects, each by a page and a real click.</summary>
    private static async Task EffectAsync(World world, string name, params string[] targets)
    {
        var effects = world.Journal(JournalKind.Effect).Where(e => e.Name == name).ToList();
        Assert.Equal(targets, effects.Select(e => e.Target));
        Assert.All(effects, e => Assert.Equal((true, true, 200), (e.ViaUi, e.TrustedClick, e.HttpStatus)));
        Assert.Empty((await world.VerdictAsync()).Violations);
    }
}
