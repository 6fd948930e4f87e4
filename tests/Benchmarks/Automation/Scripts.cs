using System.Diagnostics;
using Seatkeeper.Dev.Servers;

namespace Seatkeeper.Benchmarks.Automation;

/// <summary>The two scripts that the product is measured against.</summary>
internal static class Scripts
{
    /// <summary>For each person a new browser: sign in with password and code, open the members, act, see the toast, close.</summary>
    public static async Task<TimeSpan> NaiveAsync(PlainBrowser browser, SimulatedWorld world, bool removes, IReadOnlyList<string> people)
    {
        var watch = Stopwatch.StartNew();
        foreach (var email in people)
        {
            await browser.WorkAsync(world, async page =>
            {
                await page.SignInAsync();
                await page.ListAsync("confirmed");
                if (removes)
                {
                    await page.AskToRemoveAsync(email);
                    await page.ConfirmRemovalAsync();
                }
                else
                {
                    await page.InviteAsync(email);
                }

                await page.ToastAsync(removes ? "Member removed" : "Invitation sent");
            });
        }

        return watch.Elapsed;
    }

    /// <summary>One session on one page that is signed in already: the same clicks, the same pictures, both lists once at the end.</summary>
    public static async Task<TimeSpan> BareAsync(PlainBrowser browser, SimulatedWorld world, bool removes, IReadOnlyList<string> people)
    {
        var took = TimeSpan.Zero;
        await browser.WorkAsync(world, async page =>
        {
            await page.SignInAsync();
            var watch = Stopwatch.StartNew();
            await page.ListAsync(removes ? "confirmed" : "pending");
            foreach (var email in people)
                await (removes ? RemoveAsync(page, email) : InviteAsync(page, email));
            await page.ListAsync("confirmed");
            await page.ListAsync("pending");
            took = watch.Elapsed;
        });
        return took;
    }

    private static async Task RemoveAsync(PlainPage page, string email)
    {
        await page.AskToRemoveAsync(email);
        await page.PictureAsync();
        await page.ConfirmRemovalAsync();
        await page.WaitUntilGoneAsync(email);
        await page.PictureAsync();
    }

    private static async Task InviteAsync(PlainPage page, string email)
    {
        await page.InviteAsync(email);
        await page.WaitUntilThereAsync(email);
    }
}
