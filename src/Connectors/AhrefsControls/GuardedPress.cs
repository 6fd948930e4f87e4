using System.Text.Json;
using Microsoft.Playwright;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.AhrefsControls;

/// <summary>What came of using a control that may send something off.</summary>
internal enum PressOutcome
{
    /// <summary>It was used, and was this person's in that moment.</summary>
    Made,
    /// <summary>The page was reached, and nobody knows by whose control.</summary>
    Unproven,
    /// <summary>It was covered or off, and never used.</summary>
    NotReady,
    /// <summary>It was gone, or somebody else's, before it was used.</summary>
    Moved,
}

/// <summary>
/// Uses the last control of a step on one person. A list may be drawn anew at any time, and its elements be given to other people: so the
/// control is found, proven and used at once, in short tries, and the page's reader proves it once more in the click itself.
/// </summary>
/// <param name="page">The page.</param>
/// <param name="time">The clock.</param>
/// <param name="longest">How long to try: where an intent was written, no longer than it holds good for.</param>
internal sealed class GuardedPress(AhrefsPage page, TimeProvider time, TimeSpan longest)
{
    /// <summary>How long one try may take, in milliseconds.</summary>
    public const float TryMs = 2_000;
    private static readonly TimeSpan AfterCancel = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private static readonly string PressedScript = PageScripts.Of("pressed.js");

    /// <summary>Uses it once.</summary>
    /// <param name="last">The step, by the way that was found.</param>
    /// <param name="what">The landmark, for whoever reads of it.</param>
    /// <param name="phase">What it is part of.</param>
    /// <param name="click">Told while something may have been sent.</param>
    /// <param name="use">Uses the element: false where the driver never came to it, null where it was gone.</param>
    /// <param name="cancel">Ends the step.</param>
    public async Task<PressOutcome> RunAsync(ControlStep last, string what, FailurePhase phase, Click click, Func<IElementHandle, Task<bool?>> use, CancellationToken cancel)
    {
        // A click that is under way is waited for: whoever cancels gets to know what came of it.
        using var late = new CancellationTokenSource();
        await using var ends = cancel.Register(() => late.CancelAfter(AfterCancel));
        for (var from = time.GetTimestamp(); ; await Task.Delay(Between, time, cancel))
        {
            if (await TryAsync(last with { Part = "last", Guarded = true }, what, phase, click, use, late.Token) is { } outcome)
                return outcome;
            click.Began = false;
            if (time.GetElapsedTime(from) > longest)
                return PressOutcome.NotReady;
        }
    }

    // Null where nothing came of it, and it may be tried again.
    private async Task<PressOutcome?> TryAsync(ControlStep last, string what, FailurePhase phase, Click click, Func<IElementHandle, Task<bool?>> use, CancellationToken cancel)
    {
        bool? used = false;
        Pressed? told = null;
        var found = await page.UseAsync(PersonControls.Script, last, what, phase, cancel, UseAsync, mostFinds: 0, mayBeGone: true);
        return (found, told, used) switch
        {
            (0, _, _) => PressOutcome.Moved,
            (AhrefsPage.IsOff, _, _) => null,
            (_, { Proven: true }, _) => PressOutcome.Made,
            // A page that is gone cannot tell whose the control was.
            (_, null or { Passed: true }, _) => PressOutcome.Unproven,
            (_, { Kept: true }, _) or (_, _, null) => PressOutcome.Moved,
            (_, _, true) => PressOutcome.Unproven,
            _ => null,
        };

        async Task UseAsync(IElementHandle element)
        {
            click.Began = true;
            try
            {
                used = await use(element);
            }
            catch
            {
                await EndGuardAsync();
                throw;
            }

            told = await TellAsync(phase, cancel);
        }
    }

    // A guard that stays would keep the next click from the page.
    private async Task EndGuardAsync()
    {
        try
        {
            await page.Page.EvaluateAsync<string>(PressedScript).WaitAsync(AfterCancel, time);
        }
        catch (Exception e) when (BrowserFaults.IsBrowserFault(e))
        {
            // It went with its page.
        }
    }

    private async Task<Pressed?> TellAsync(FailurePhase phase, CancellationToken cancel) =>
        await page.AskAsync(PressedScript, new { }, phase, cancel) is { Length: > 0 } told ? JsonSerializer.Deserialize<Pressed>(told, Web) : null;
}
