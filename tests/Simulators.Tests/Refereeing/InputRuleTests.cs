using Microsoft.Playwright;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.AhrefsSimulator.Worlds;
using Seatkeeper.Simulators.Tests.Driving;
using static Seatkeeper.Simulators.Tests.Refereeing.RefereeTests;

namespace Seatkeeper.Simulators.Tests.Refereeing;

/// <summary>What came of the browser's own input, and what a script made of the page: a role that its row saves at once, and what no click came before.</summary>
public sealed class InputRuleTests(Site site)
{
    private const string Target = "no.name@corp.test";

    // As a driver does that chooses by value, and as any script can.
    private const string ChangeByScript = "select => { select.value = 'Admin'; select.dispatchEvent(new Event('change', { bubbles: true })); }";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task V11_sees_a_role_that_a_script_chose_on_a_fresh_page_and_after_a_real_click(bool isClickedBefore)
    {
        using var world = RowsThatSave();
        await using var visitor = await AtMembersAsync(world);
        if (isClickedBefore) await visitor.Main.GetByRole(AriaRole.Heading, new() { Name = "Members" }).ClickAsync();
        await RoleOf(visitor).EvaluateAsync(ChangeByScript);
        await RuleSeenAsync(world, "V11");
    }

    [Fact]
    public async Task A_role_that_its_row_saves_at_once_may_be_chosen_by_value_with_the_pointer_on_it()
    {
        using var world = RowsThatSave();
        await using var visitor = await AtMembersAsync(world);
        await RoleOf(visitor).ClickAsync(new LocatorClickOptions { Trial = true });
        await RoleOf(visitor).SelectOptionAsync(new SelectOptionValue { Label = "Admin" });
        await EffectSeenAsync(world);
        var effect = Assert.Single(world.Journal(JournalKind.Effect));
        Assert.Equal(("roleChanged", Target, false, true), (effect.Name, effect.Target, effect.TrustedClick, effect.ChosenByValue));
        Assert.Empty((await world.VerdictAsync()).Violations);
    }

    [Fact]
    public async Task A_role_that_a_key_chose_is_the_browser_s_own_input()
    {
        using var world = RowsThatSave();
        await using var visitor = await AtMembersAsync(world);
        await RoleOf(visitor).FocusAsync();
        await visitor.Page.Keyboard.PressAsync("a");
        await EffectSeenAsync(world);
        Assert.True(Assert.Single(world.Journal(JournalKind.Effect)).TrustedClick);
        Assert.Empty((await world.VerdictAsync()).Violations);
    }

    [Fact]
    public async Task V11_sees_what_a_page_sent_without_any_click()
    {
        using var world = site.NewWorld();
        using var client = await PageLikeAsync(world);
        client.Click = "none";
        await InviteAsync(client, "new@corp.test");
        await RuleSeenAsync(world, "V11");
    }

    [Fact]
    public async Task V11_sees_a_form_that_a_script_sent_after_a_real_click()
    {
        using var world = site.NewWorld();
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync("/account/security");
        await visitor.Page.GetByLabel("Current password", new() { Exact = true }).FillAsync(world.Password);
        await visitor.Page.GetByLabel("New password", new() { Exact = true }).FillAsync("N3w-canary-pass-w0rd");
        await visitor.Page.GetByLabel("Repeat new password", new() { Exact = true }).FillAsync("N3w-canary-pass-w0rd");
        await visitor.Main.GetByRole(AriaRole.Heading, new() { Name = "Security" }).ClickAsync();
        await visitor.Page.Locator("form").EvaluateAsync("form => form.requestSubmit()");
        await RuleSeenAsync(world, "V11");
    }

    [Fact]
    public async Task One_click_is_for_everybody_who_is_ticked()
    {
        using var world = site.NewWorld(new WorldRecipe { Seed = 7, Variant = "G" });
        await using var visitor = await AtMembersAsync(world);
        var people = world.Now.Workspaces.First().Members.Where(member => member.Role == AccessLevel.Member).Take(2).Select(member => member.Email).ToList();
        foreach (var email in people) await visitor.Main.GetByLabel($"Select {email}", new() { Exact = true }).ClickAsync();
        await visitor.Button("Remove selected (2)").ClickAsync();
        await visitor.Button("Remove").ClickAsync();
        await Assertions.Expect(visitor.List().Locator("tbody tr")).ToHaveCountAsync(10);
        Assert.All(world.Journal(JournalKind.Effect), effect => Assert.True(effect.TrustedClick));
        Assert.Empty((await world.VerdictAsync()).Violations);
    }

    private static ILocator RoleOf(Visitor visitor) => visitor.Main.GetByRole(AriaRole.Combobox, new() { Name = $"Role for {Target}", Exact = true });

    private World RowsThatSave() => site.NewWorld(new WorldRecipe { Seed = 7, Variant = "F" });

    private async Task<Visitor> AtMembersAsync(World world)
    {
        var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync();
        await visitor.MembersShownAsync();
        return visitor;
    }

    private static async Task EffectSeenAsync(World world)
    {
        var deadline = DateTimeOffset.UtcNow.AddSeconds(20);
        while (world.Journal(JournalKind.Effect).Count == 0 && DateTimeOffset.UtcNow < deadline) await Task.Delay(20, TestContext.Current.CancellationToken);
    }
}
