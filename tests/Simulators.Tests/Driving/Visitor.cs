using Microsoft.Playwright;
using Seatkeeper.AhrefsSimulator.Api;
using Seatkeeper.AhrefsSimulator.Hosting;

namespace Seatkeeper.Simulators.Tests.Driving;

/// <summary>A person at a browser, who finds everything by role and name.</summary>
public sealed class Visitor(World world, IPage page) : IAsyncDisposable
{
    public IPage Page { get; } = page;

    public ILocator Main => Page.GetByRole(AriaRole.Main);

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator MenuItem(string name) => Page.GetByRole(AriaRole.Menuitem, new() { Name = name, Exact = true });

    public ILocator Dialog(string name) => Page.GetByRole(AriaRole.Dialog, new() { Name = name, Exact = true });

    public ILocator AlertDialog(string name) => Page.GetByRole(AriaRole.Alertdialog, new() { Name = name, Exact = true });

    /// <summary>Types the password once the check allows it.</summary>
    public async Task EnterPasswordAsync(string? password = null)
    {
        await Page.GetByLabel("Email", new() { Exact = true }).FillAsync(world.Sim.OperatorEmail);
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(password ?? world.Password);
        await Button("Sign in").ClickAsync();
    }

    public async Task EnterCodeAsync()
    {
        var digits = Page.Locator("input[autocomplete=one-time-code]");
        await Assertions.Expect(digits).ToHaveCountAsync(6);
        var code = TotpCodes.Compute(world.TotpSecret, world.Sim.Clock.SiteNow);
        for (var i = 0; i < 6; i++) await digits.Nth(i).PressSequentiallyAsync(code[i].ToString());
    }

    public async Task SignInAsync()
    {
        await Page.GotoAsync("/account/members/confirmed");
        await EnterPasswordAsync();
        await EnterCodeAsync();
        await MembersShownAsync();
    }

    /// <summary>Takes a session without the sign-in page, for tests that are about something else.</summary>
    public async Task BringSessionAsync(string path = "/account/members/confirmed")
    {
        string secret;
        lock (world.Now.Gate)
        {
            var account = world.Now.Operator;
            secret = world.Now.Sessions.Open(account, world.Now.Clock.Now, "test", account.LastWorkspaceId).Secret;
        }

        await Page.Context.AddCookiesAsync([new Cookie { Name = Cookies.Session, Value = secret, Url = world.BaseUrl }]);
        await Page.GotoAsync(path);
    }

    /// <summary>The list is there and no longer loading.</summary>
    public async Task MembersShownAsync(string list = "Members")
    {
        await Assertions.Expect(List(list)).ToBeVisibleAsync();
        await Assertions.Expect(Page.Locator("main[aria-busy]")).ToHaveCountAsync(0);
    }

    public ILocator List(string name = "Members") =>
        Page.GetByRole(AriaRole.Table, new() { Name = name, Exact = true }).Or(Page.GetByRole(AriaRole.Grid, new() { Name = name, Exact = true }));

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
