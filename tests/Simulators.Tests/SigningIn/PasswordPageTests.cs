using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Seatkeeper.AhrefsSimulator.Api;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Worlds;
using Seatkeeper.Simulators.Tests.Driving;

namespace Seatkeeper.Simulators.Tests.SigningIn;

public sealed class PasswordPageTests(Site site)
{
    [Fact]
    public async Task The_form_has_its_landmarks_and_waits_for_the_check()
    {
        using var world = site.NewWorld(new WorldRecipe { Options = new JsonObject { ["turnstile"] = "interactive" } });
        await using var visitor = await site.VisitAsync(world);
        await visitor.Page.GotoAsync("/account/members/confirmed");
        Assert.Equal($"{world.BaseUrl}/user/login?return=%2Faccount%2Fmembers%2Fconfirmed", visitor.Page.Url);
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Sign in to Ahrefs");
        await Assertions.Expect(visitor.Page.Locator("input[type=email][name=email]")).ToHaveAccessibleNameAsync("Email");
        await Assertions.Expect(visitor.Page.Locator("input[type=password][name=password]")).ToHaveAccessibleNameAsync("Password");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Forgot password?" })).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with SSO" })).ToBeVisibleAsync();
        var check = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Security check" });
        await Assertions.Expect(check.Locator("iframe")).ToHaveAttributeAsync("title", "Widget containing a Cloudflare security challenge");
        await Assertions.Expect(visitor.Page.Locator("button[type=submit]")).ToBeDisabledAsync();
        await world.ControlAsync(HttpMethod.Post, "/_sim/challenge/solve");
        await Assertions.Expect(visitor.Page.Locator("button[type=submit]")).ToBeEnabledAsync();
    }

    [Fact]
    public async Task A_wrong_password_is_told_in_an_alert_and_journaled_without_the_password()
    {
        using var world = site.NewWorld();
        await using var visitor = await site.VisitAsync(world);
        await visitor.Page.GotoAsync("/user/login");
        await visitor.EnterPasswordAsync("not-the-password");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Incorrect email or password");
        Assert.Single(world.Journal(JournalKind.Auth), e => e.Name == "passwordRejected");
        var journal = await world.ControlAsync(HttpMethod.Get, "/_sim/journal");
        Assert.DoesNotContain("not-the-password", journal?.ToJsonString() ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("interactive")]
    [InlineData("closedShadow")]
    [InlineData("fail")]
    public async Task A_check_that_does_not_pass_keeps_the_button_off(string mode)
    {
        using var world = site.NewWorld(new WorldRecipe { Options = new JsonObject { ["turnstile"] = mode } });
        await using var visitor = await site.VisitAsync(world);
        // A frame in a closed shadow root is in no locator's reach; its request is how it shows.
        await visitor.Page.RunAndWaitForRequestFinishedAsync(
            () => visitor.Page.GotoAsync("/user/login"), new() { Predicate = r => r.Url.EndsWith("/_turnstile/frame", StringComparison.Ordinal) });
        await Assertions.Expect(visitor.Page.GetByTitle("Widget containing a Cloudflare security challenge")).ToHaveCountAsync(mode == "closedShadow" ? 0 : 1);
        Assert.Contains(visitor.Page.Frames, f => f.Url.EndsWith("/_turnstile/frame", StringComparison.Ordinal));
        await Assertions.Expect(visitor.Button("Sign in")).ToBeDisabledAsync();
        if (mode == "fail") return;
        await world.ControlAsync(HttpMethod.Post, "/_sim/challenge/solve");
        await Assertions.Expect(visitor.Button("Sign in")).ToBeEnabledAsync();
        Assert.DoesNotContain(world.Journal(), e => e.Name == "challengeClick");
    }

    [Fact]
    public async Task Six_pasted_digits_sign_in_and_a_wrong_code_is_told()
    {
        using var world = site.NewWorld();
        await using var visitor = await site.VisitAsync(world);
        await visitor.Page.GotoAsync("/user/login");
        await visitor.EnterPasswordAsync();
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Two-factor authentication");
        var group = visitor.Page.GetByRole(AriaRole.Group, new() { Name = "Verification code" });
        await Assertions.Expect(group.GetByLabel("Digit 6")).ToBeVisibleAsync();
        await PasteAsync(visitor, Wrong(TotpCodes.Compute(world.TotpSecret, DateTimeOffset.UtcNow)));
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Invalid code");
        await PasteAsync(visitor, TotpCodes.Compute(world.TotpSecret, DateTimeOffset.UtcNow));
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Dashboard");
    }

    [Fact]
    public async Task With_two_methods_the_authenticator_is_chosen_by_name()
    {
        using var world = site.NewWorld(new WorldRecipe { Account = new AccountRecipe { Methods = ["webauthn", "totp"] } });
        await using var visitor = await site.VisitAsync(world);
        await visitor.Page.GotoAsync("/user/login");
        await visitor.EnterPasswordAsync();
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Choose a method");
        await visitor.Button("Authenticator app").ClickAsync();
        await visitor.EnterCodeAsync();
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Dashboard");
    }

    [Fact]
    public async Task A_mailed_link_is_waited_for_until_a_person_opens_it()
    {
        using var world = site.NewWorld(new WorldRecipe { Account = new AccountRecipe { RequireEmailLink = true, TotpSecret = null } });
        await using var visitor = await site.VisitAsync(world);
        await visitor.Page.GotoAsync("/user/login");
        await visitor.EnterPasswordAsync();
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Check your email");
        Assert.EndsWith("/user/verification-required", visitor.Page.Url, StringComparison.Ordinal);
        Assert.Single((await world.ControlAsync(HttpMethod.Get, "/_sim/mailbox?to=svc-hub@corp.test"))?.AsArray() ?? []);
        await world.ControlAsync(HttpMethod.Post, "/_sim/verification/confirm");
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Dashboard");
    }

    private static string Wrong(string code) => code[..5] + (code[5] == '0' ? '1' : '0');

    private static Task PasteAsync(Visitor visitor, string text) => visitor.Page.GetByLabel("Digit 1").EvaluateAsync(
        """
        (input, text) => {
          const data = new DataTransfer();
          data.setData('text', text);
          input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }
        """,
        text);
}
