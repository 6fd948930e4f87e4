using Microsoft.Playwright;
using OtpNet;
using Seatkeeper.Dev.Running;

namespace Seatkeeper.Benchmarks.Automation;

/// <summary>The clicks of both scripts, as somebody would write them who knows variant A and has no doubts.</summary>
internal sealed class PlainPage(IPage page)
{
    public async Task SignInAsync()
    {
        await page.GotoAsync("/user/login");
        await page.FillAsync("input[name=email]", SimulatedAccount.Email);
        await page.FillAsync("input[name=password]", SimulatedAccount.Password);
        await page.ClickAsync("button[type=submit]");
        var boxes = page.Locator("input[autocomplete=one-time-code]");
        await boxes.First.WaitForAsync();
        foreach (var (digit, nth) in new Totp(Base32Encoding.ToBytes(SimulatedAccount.TotpSecret)).ComputeTotp().Select((digit, nth) => (digit, nth)))
            await boxes.Nth(nth).FillAsync($"{digit}");
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Dashboard" }).WaitForAsync();
    }

    /// <summary>Opens a list and waits until it stands there.</summary>
    public async Task ListAsync(string tab)
    {
        await page.GotoAsync($"/account/members/{tab}");
        await page.Locator("main tbody tr").First.WaitForAsync();
    }

    /// <summary>Opens the virtual list and scrolls through it a window at a time, until everybody's address was seen.</summary>
    public async Task ScrollThroughAsync(int people)
    {
        await page.GotoAsync("/account/members/confirmed");
        await page.GetByRole(AriaRole.Grid).WaitForAsync();
        await page.EvaluateAsync(
            """
            async people => {
              const grid = document.querySelector('[role=grid]');
              const seen = new Map();
              while (seen.size < people) {
                let whole = true;
                for (const row of grid.querySelectorAll('[role=row][aria-rowindex]')) {
                  if (row.getAttribute('aria-busy') === 'true') whole = false;
                  else if (row.children[1]?.textContent.includes('@')) seen.set(row.getAttribute('aria-rowindex'), row.children[1].textContent);
                }
                if (whole) grid.scrollTop += grid.clientHeight;
                await new Promise(done => requestAnimationFrame(done));
              }
            }
            """,
            people);
    }

    /// <summary>Removes one member, up to the click.</summary>
    public async Task AskToRemoveAsync(string email)
    {
        await Actions(email).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new PageGetByRoleOptions { Name = "Remove from workspace" }).ClickAsync();
        await page.GetByRole(AriaRole.Alertdialog).WaitForAsync();
    }

    public Task ConfirmRemovalAsync() => page.GetByRole(AriaRole.Alertdialog).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Remove", Exact = true }).ClickAsync();

    public Task WaitUntilGoneAsync(string email) => Actions(email).WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });

    public async Task InviteAsync(string email)
    {
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "Invite members" }).ClickAsync();
        await page.GetByLabel("Email addresses").FillAsync(email);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Send invitation" }).ClickAsync();
    }

    public Task WaitUntilThereAsync(string email) => Actions(email).WaitForAsync();

    public Task ToastAsync(string text) => page.GetByRole(AriaRole.Status).GetByText(text).WaitForAsync();

    public Task PictureAsync() => page.ScreenshotAsync();

    private ILocator Actions(string email) => page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = $"Actions for {email}", Exact = true });
}
