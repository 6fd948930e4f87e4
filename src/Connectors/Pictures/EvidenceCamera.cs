using Microsoft.Playwright;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Pictures;

/// <summary>What a run's pictures may never show.</summary>
/// <param name="Mask">Its secrets.</param>
/// <param name="IsPrivate">Tells by the address the pages of which nothing is ever kept.</param>
internal sealed record Privacy(SecretMask Mask, Func<string, bool> IsPrivate);

/// <summary>
/// Takes what a step looked like. Sign-in, second-factor and enrolment pages are never pictured; elsewhere inputs are covered, and a
/// page that shows a known secret is told in words only, with the secret taken out.
/// </summary>
internal static class EvidenceCamera
{
    private const int MostText = 100_000;
    private const float Patience = 5_000;
    private const string SecretInputs = "input[type=password], input[autocomplete=one-time-code], input[autocomplete=current-password]";

    /// <summary>The failure with the evidence's id, or as it was where nothing could or may be saved.</summary>
    public static async Task<Failure> TakeAsync(IPage page, Failure failure, IAutomationRun run, Privacy privacy, Func<Task<string>> everything)
    {
        try
        {
            if (failure.Phase is FailurePhase.Login || await ShootAsync(page, $"{failure.Phase}.{failure.Kind}", () => TreeAsync(page), privacy, everything) is not { } evidence)
                return failure;
            var id = await run.SaveEvidenceAsync(evidence, CancellationToken.None);
            return failure with { EvidenceIds = [.. failure.EvidenceIds ?? [], id] };
        }
        catch (Exception e) when (BrowserFaults.IsBrowserFault(e))
        {
            // The page is gone or hangs: the failure itself matters more than its picture.
            return failure;
        }
    }

    /// <summary>What the page shows, or null where it is one of which nothing is kept.</summary>
    /// <param name="page">The page.</param>
    /// <param name="step">Names the evidence.</param>
    /// <param name="tell">Tells in words what the evidence is about.</param>
    /// <param name="privacy">What may never be shown.</param>
    /// <param name="everything">All that the page says, also to whoever only sees it; a secret anywhere takes the picture away.</param>
    public static async Task<Evidence?> ShootAsync(IPage page, string step, Func<Task<string>> tell, Privacy privacy, Func<Task<string>>? everything = null)
    {
        if (page.IsClosed || !page.Url.StartsWith("http", StringComparison.Ordinal) || await IsPrivateAsync(page, privacy))
            return null;
        var mask = privacy.Mask;
        var told = await tell();
        var showsSecret = mask.Finds(told) || (everything is not null && mask.HasAny && mask.Finds(await everything()));
        var screenshot = showsSecret ? null : await ScreenshotAsync(page);
        // A page that turned into a sign-in page meanwhile is not kept either.
        if (await IsPrivateAsync(page, privacy))
            return null;
        return new Evidence(step, mask.Apply(PageAddress.WithoutValues(page.Url)), screenshot, mask.Apply(told.Length > MostText ? told[..MostText] : told));
    }

    /// <summary>Roles and names of the whole page, with its frames of the same origin.</summary>
    public static async Task<string> TreeAsync(IPage page)
    {
        var trees = new List<string>();
        var own = new Uri(page.Url).GetLeftPart(UriPartial.Authority) + "/";
        foreach (var frame in page.Frames.Where(frame => frame.Url.StartsWith(own, StringComparison.Ordinal)))
            trees.Add(await frame.Locator("body").AriaSnapshotAsync(new LocatorAriaSnapshotOptions { Timeout = Patience }));
        return string.Join('\n', trees);
    }

    // A frame may hold a sign-in as well as the page itself.
    private static async Task<bool> IsPrivateAsync(IPage page, Privacy privacy)
    {
        foreach (var frame in page.Frames)
        {
            if (privacy.IsPrivate(frame.Url) || await HoldsSecretInputAsync(frame))
                return true;
        }

        return false;
    }

    private static async Task<bool> HoldsSecretInputAsync(IFrame frame)
    {
        try
        {
            return await frame.Locator(SecretInputs).CountAsync() > 0;
        }
        catch (PlaywrightException) when (frame.IsDetached)
        {
            // Gone since it was listed, and no part of any picture.
            return false;
        }
    }

    private static Task<byte[]> ScreenshotAsync(IPage page) => page.ScreenshotAsync(new PageScreenshotOptions
    {
        Timeout = Patience,
        Mask = page.Frames.Where(frame => !frame.IsDetached).Select(frame => frame.Locator("input, textarea, select, [contenteditable]")),
    });
}
