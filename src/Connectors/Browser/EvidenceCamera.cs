using Microsoft.Playwright;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Browser;

/// <summary>
/// Saves what a failed step looked like. Sign-in, second-factor and enrolment pages are never pictured; elsewhere
/// inputs are covered, and a page that shows a known secret is told in words only, with the secret taken out.
/// </summary>
internal static class EvidenceCamera
{
    private const int MostText = 100_000;
    private const float Patience = 5_000;
    private const string SecretInputs = "input[type=password], input[autocomplete=one-time-code], input[autocomplete=current-password]";

    /// <summary>The failure with the evidence's id, or as it was where nothing could or may be saved.</summary>
    public static async Task<Failure> TakeAsync(IPage page, Failure failure, IAutomationRun run, SecretMask mask, Func<string, bool> isPrivate)
    {
        try
        {
            if (failure.Phase is FailurePhase.Login || page.IsClosed || !page.Url.StartsWith("http", StringComparison.Ordinal) || isPrivate(page.Url) || await page.Locator(SecretInputs).CountAsync() > 0)
                return failure;
            var tree = await page.Locator("body").AriaSnapshotAsync(new LocatorAriaSnapshotOptions { Timeout = Patience });
            var screenshot = mask.Finds(tree) ? null : await ScreenshotAsync(page);
            // A page that turned into a sign-in page meanwhile is not kept either.
            if (isPrivate(page.Url))
                return failure;
            tree = mask.Apply(tree.Length > MostText ? tree[..MostText] : tree);
            var step = $"{failure.Phase}.{failure.Kind}";
            var id = await run.SaveEvidenceAsync(new Evidence(step, mask.Apply(PageAddress.WithoutValues(page.Url)), screenshot, tree), CancellationToken.None);
            return failure with { EvidenceIds = [.. failure.EvidenceIds ?? [], id] };
        }
        catch (Exception e) when (BrowserFaults.IsBrowserFault(e))
        {
            // The page is gone or hangs: the failure itself matters more than its picture.
            return failure;
        }
    }

    private static Task<byte[]> ScreenshotAsync(IPage page) => page.ScreenshotAsync(new PageScreenshotOptions
    {
        Timeout = Patience,
        Mask = [page.Locator("input, textarea, select, [contenteditable]")],
    });
}
