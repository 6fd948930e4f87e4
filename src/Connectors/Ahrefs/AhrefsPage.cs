using System.Text.Json;
using Microsoft.Playwright;
using Seatkeeper.Connectors.AhrefsProbe;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Ahrefs;

/// <summary>One tab: opens pages, looks at them in one piece, and uses what the page map names. Clicks are the browser's own input.</summary>
internal sealed class AhrefsPage
{
    /// <summary>What a script gives for an element that is switched off now.</summary>
    public const int IsOff = -2;
    // Asked of the page: the driver's own wait for a load state may lose the event between its check and its listening
    // (https://github.com/microsoft/playwright-dotnet/issues/3364), and then ends by the time limit over a page that is there.
    private const string IsParsed = "() => document.readyState !== 'loading'";
    private const float ParsedPollMs = 20;
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(800);
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private readonly AhrefsVisit visit;

    public AhrefsPage(IPage page, AhrefsVisit visit)
    {
        Page = page;
        this.visit = visit;
        Watch = new NetworkWatch(page, NameOfAnswer);
    }

    public IPage Page { get; }

    public NetworkWatch Watch { get; }

    /// <summary>Keeps what a click sends from leaving, where nobody knows yet what the click means; else null.</summary>
    public SendingGate? Gate { get; set; }

    public bool Failed { get; private set; }

    private float StepMs => (float)visit.Tools.Browser.StepTimeout.TotalMilliseconds;

    /// <summary>Loads a page of the map; a site that is down or asks to slow down ends the visit.</summary>
    public async Task OpenAsync(string pathName, FailurePhase phase, CancellationToken cancel)
    {
        await visit.Tools.Pacer.WaitForTurnAsync(visit.Run.AccountId, cancel);
        await ConnectorTelemetry.SpanAsync($"Open {pathName}", () => GuardAsync(phase, cancel, async () =>
        {
            Watch.Restart();
            Gate?.Load();
            var options = new PageGotoOptions { WaitUntil = WaitUntilState.Commit, Timeout = StepMs };
            if (await BrowserFaults.PastOwnLoadAsync(() => Page.GotoAsync(visit.AddressOf(pathName), options).WaitAsync(cancel), () => visit.Session.Surprised) is { } response)
                AnswerFaults.ThrowIfDown(response.Status, response.Headers, phase, visit.Tools);
            return true;
        }));
    }

    /// <summary>Looks once the page has settled, closing overlays that the map knows; ends with any state that <see cref="PageStates"/> lets pass.</summary>
    public Task<PageLook> LookAsync(LookRequest request, FailurePhase phase, CancellationToken cancel) =>
        ConnectorTelemetry.SpanAsync($"Look at {request.Page}", () => GuardAsync(phase, cancel, () => PageStates.SettleAsync(this, visit, request, phase, cancel)));

    /// <summary>One look, without judging it: whatever stands there after at most the wait.</summary>
    public async Task<PageLook> GlanceAsync(LookRequest request, TimeSpan wait, FailurePhase phase, CancellationToken cancel)
    {
        var arguments = new
        {
            request.Page,
            request.Texts,
            request.After,
            request.Past,
            request.Strict,
            request.Person,
            request.Await,
            request.Opened,
            request.Dialog,
            request.Leaving,
            request.Fresh,
            WaitMs = wait.TotalMilliseconds,
            ContractMs = ContractMs(wait),
        };
        var looking = EvaluateAsync(PageScripts.Look, arguments, cancel, request.Earlier);
        var trouble = Watch.Trouble;
        if (await Task.WhenAny(looking, trouble) == trouble && !looking.IsCompleted)
        {
            // The page may yet show what it makes of the trouble: a sign-in, a message, or the list by another way.
            await Task.WhenAny(looking, Task.Delay(Grace, visit.Tools.Time, cancel));
            if (!looking.IsCompleted)
            {
                _ = looking.ContinueWith(static t => t.Exception, TaskScheduler.Default);
                throw await AnswerFaults.ToFailureAsync(await trouble, phase, visit.Tools);
            }
        }

        var look = PageLook.Parse(await looking);
        if (trouble.IsCompleted && (look.State is "busy" || (look.State is "ready" && (await trouble).SpoilsThePage)))
            throw await AnswerFaults.ToFailureAsync(await trouble, phase, visit.Tools);
        return look;
    }

    public Task ToFrontAsync(CancellationToken cancel) =>
        GuardAsync(FailurePhase.Read, cancel, async () =>
        {
            await Page.BringToFrontAsync().WaitAsync(cancel);
            return true;
        });

    public Task<ScrollLook> ScrollAsync(string page, int from, TimeSpan budget, CancellationToken cancel) =>
        GuardAsync(FailurePhase.Read, cancel, async () => PageLook.ParseScroll(await EvaluateAsync(
            PageScripts.Scroll, new { page, from, budgetMs = budget.TotalMilliseconds, waitMs = StepMs }, cancel)));

    public Task<IReadOnlyList<string>> NamesAsync(string key, FailurePhase phase, CancellationToken cancel) =>
        GuardAsync<IReadOnlyList<string>>(phase, cancel, async () =>
            JsonSerializer.Deserialize<List<string>>(await EvaluateAsync(PageScripts.Names, new { key }, cancel), Web) ?? []);

    /// <summary>Clicks what the map names, and only what <see cref="Clickable"/> allows.</summary>
    public Task ClickAsync(string key, FailurePhase phase, CancellationToken cancel, string? name = null)
    {
        if (!Clickable.Keys.Contains(key))
            throw new ArgumentException($"'{key}' is not to be clicked.", nameof(key));
        return UseAsync(PageScripts.Find, new { key, name }, key, phase, cancel, element => ClickAsync(element, key, phase));
    }

    /// <summary>
    /// Clicks what sends something off: once and soon, whatever comes of it. Only the page can tell whether it was sent; false where the
    /// driver says that it never came to click, because something covered the button or it did not become ready; null where the page no
    /// longer has it.
    /// </summary>
    /// <param name="key">What is clicked.</param>
    /// <param name="click">Told when the click begins: until then nothing can have been sent.</param>
    /// <param name="cancel">Ends the step.</param>
    /// <param name="isSent">Whether the page has sent it of itself, looked at once the button is ready: then it is not clicked.</param>
    public async Task<bool?> SubmitAsync(string key, Click click, CancellationToken cancel, Func<bool>? isSent = null)
    {
        if (!Clickable.Keys.Contains(key))
            throw new ArgumentException($"'{key}' is not to be clicked.", nameof(key));
        bool? clicked = null;
        await UseAsync(PageScripts.Find, new { key }, key, FailurePhase.Submit, cancel, PressAsync, mostFinds: 0, mayBeGone: true);
        return clicked;

        async Task PressAsync(IElementHandle element)
        {
            click.Began = true;
            // While a page sends something of itself its button waits, and is ready again where that was refused.
            if (isSent is not null && (await Click.SoonAsync(element, isTrial: true) is not true || isSent()))
                return;
            clicked = await Click.SoonAsync(element);
        }
    }

    /// <summary>The elements that show some landmarks now; a look that is given them tells which of the landmarks came up since.</summary>
    public Task<IJSHandle> ElementsAsync(IReadOnlyList<string> keys, FailurePhase phase, CancellationToken cancel) =>
        GuardAsync(phase, cancel, () => Page.EvaluateHandleAsync(PageScripts.Elements, Input(new { keys })).WaitAsync(cancel));

    /// <summary>What a script of the page's reader tells, as JSON.</summary>
    public Task<string> AskAsync(string script, object arguments, FailurePhase phase, CancellationToken cancel) =>
        GuardAsync(phase, cancel, () => EvaluateAsync(script, arguments, cancel));

    /// <summary>The rows of an address and what is open over the page, in words; the page's faults come as the driver tells them.</summary>
    public Task<string> TellAsync(string page, string key) => Page.EvaluateAsync<string>(PageScripts.Evidence, Input(new { page, key }));

    /// <summary>All that the page says.</summary>
    public Task<string> TextAsync() => Page.EvaluateAsync<string>(PageScripts.Text, Input(new { }));

    public Task ChooseAsync(string key, string name, FailurePhase phase, CancellationToken cancel) =>
        UseAsync(PageScripts.Find, new { key }, key, phase, cancel, element => element.SelectOptionAsync(
            new SelectOptionValue { Label = name }, new ElementHandleSelectOptionOptions { Timeout = StepMs }));

    public Task CloseOverlayAsync(string overlay, FailurePhase phase, CancellationToken cancel) =>
        UseAsync(PageScripts.Find, new { overlay }, $"overlay {overlay}", phase, cancel, element => ClickAsync(element, $"overlay {overlay}", phase));

    public Task FillAsync(string key, string value, FailurePhase phase, CancellationToken cancel) =>
        UseAsync(PageScripts.Find, new { key }, key, phase, cancel, element => element.FillAsync(value, new ElementHandleFillOptions { Timeout = StepMs }));

    /// <summary>Types a code into its single-digit boxes, as a person does: the page sends it after the last one, or offers a button.</summary>
    public Task TypeCodeAsync(string code, FailurePhase phase, CancellationToken cancel) =>
        GuardAsync(phase, cancel, async () =>
        {
            var boxes = await Page.EvaluateHandleAsync(PageScripts.Boxes, Input(new { key = "totp.digits" })).WaitAsync(cancel);
            foreach (var (box, digit) in (await boxes.GetPropertiesAsync()).Values.OfType<IElementHandle>().Zip(code))
                await box.FillAsync(digit.ToString(), new ElementHandleFillOptions { Timeout = StepMs }).WaitAsync(cancel);
            return true;
        });

    public async Task<bool> IsEnabledAsync(string key, FailurePhase phase, CancellationToken cancel)
    {
        var enabled = false;
        await UseAsync(PageScripts.Find, new { key }, key, phase, cancel, async element => enabled = await element.IsEnabledAsync());
        return enabled;
    }

    /// <summary>Runs a step of the driver; its exceptions become typed failures here and nowhere else.</summary>
    public async Task<T> GuardAsync<T>(FailurePhase phase, CancellationToken cancel, Func<Task<T>> step)
    {
        try
        {
            var result = await step();
            if (visit.Session.Surprised)
                throw Fault(FailureKind.PageContractBroken, phase, "the page opened a window or a download of its own");
            return result;
        }
        catch (AppFailureException)
        {
            Failed = true;
            throw;
        }
        catch (Exception e) when (BrowserFaults.IsBrowserFault(e) || e is JsonException)
        {
            Failed = true;
            cancel.ThrowIfCancellationRequested();
            throw Watch.Crashed ? Fault(FailureKind.BrowserFailure, phase, "the page crashed") : BrowserFaults.ToFailure(e, phase);
        }
    }

    public static AppFailureException Fault(FailureKind kind, FailurePhase phase, string detail) => new(new Failure(kind, phase, Detail: detail));

    /// <summary>A click waits until the element can be hit as a person would hit it; it is never forced, nor sent by script.</summary>
    public async Task ClickAsync(IElementHandle element, string what, FailurePhase phase)
    {
        Gate?.Close();
        try
        {
            await element.ClickAsync(new ElementHandleClickOptions { Timeout = StepMs });
        }
        catch (TimeoutException)
        {
            throw Fault(FailureKind.UnexpectedOverlay, phase, $"{what}: something covers it, or it never became ready");
        }
    }

    /// <summary>
    /// Uses the one element that a script finds; found again where the page draws it anew in between. A script that gives -1 says that
    /// what it found is not proven to be what is meant. Tells 1 where it was used; what was found instead, where <paramref name="mayBeGone"/>
    /// lets that pass: 0 for none, <see cref="IsOff"/> for one that is off.
    /// </summary>
    public Task<int> UseAsync(
        string script, object arguments, string what, FailurePhase phase, CancellationToken cancel, Func<IElementHandle, Task> use, int mostFinds = 3, bool mayBeGone = false) =>
        GuardAsync(phase, cancel, async () =>
        {
            for (var attempt = 0; ; attempt++)
            {
                try
                {
                    var handle = await Page.EvaluateHandleAsync(script, Input(arguments)).WaitAsync(cancel);
                    // Not AsElement: for what is no element, such as a number, the driver's own cast fails.
                    if (handle is IElementHandle element)
                    {
                        await use(await OfItsFrameAsync(element)).WaitAsync(cancel);
                        return 1;
                    }

                    var found = await handle.JsonValueAsync<int>();
                    return mayBeGone && found is 0 or IsOff ? found : throw NotFound(what, found, phase);
                }
                catch (PlaywrightException e) when (attempt < mostFinds && BrowserFaults.IsStale(e))
                {
                    // The list was drawn anew between finding and using: find it again.
                }
            }
        });

    private static AppFailureException NotFound(string what, int found, FailurePhase phase) => found < 0
        ? Fault(FailureKind.SafetyStop, phase, $"{what}: it is not proven whose it is")
        : Fault(FailureKind.PageContractBroken, phase, $"{what}: {found} found instead of 1");

    // A handle is hit where its frame's page shows it, so what lies in a frame has to be that frame's own.
    private async Task<IElementHandle> OfItsFrameAsync(IElementHandle element)
    {
        if (Page.Frames.Count == 1 || await element.OwnerFrameAsync() is not { } frame || frame == Page.MainFrame)
            return element;
        return (IElementHandle)await frame.EvaluateHandleAsync("element => element", element);
    }

    private async Task<string> EvaluateAsync(string script, object arguments, CancellationToken cancel, IJSHandle? earlier = null)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                if (attempt > 0)
                    await Page.WaitForFunctionAsync(IsParsed, null, new PageWaitForFunctionOptions { Timeout = StepMs, PollingInterval = ParsedPollMs }).WaitAsync(cancel);
                return await Page.EvaluateAsync<string>(script, earlier is null ? Input(arguments) : new object[] { Input(arguments), earlier }).WaitAsync(cancel);
            }
            catch (PlaywrightException e) when (attempt < 10 && BrowserFaults.IsMoved(e))
            {
                // The page went on to another document: look at that one.
            }
        }
    }

    private static double ContractMs(TimeSpan wait) => Math.Min(wait.TotalMilliseconds / 2, 10_000);

    private string Input(object arguments) => $"{{\"map\":{visit.Map.Json},\"request\":{JsonSerializer.Serialize(arguments, Web)}}}";

    /// <summary>The map's name of what it knows as a read, also where the page sends it as if it were a change; else null.</summary>
    public string? NameOfAnswer(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Authority == visit.Tools.Site.Address.Authority
            ? visit.Map.Answers.FirstOrDefault(a => a.Value.Path == address.AbsolutePath).Key
            : null;
}
