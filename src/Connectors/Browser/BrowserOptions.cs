using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;

namespace Seatkeeper.Connectors.Browser;

/// <summary>Settings <c>Browser__…</c>; checked when the app starts.</summary>
public sealed class BrowserOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Browser";

    /// <summary>The browser's program; empty for the one that Playwright installed.</summary>
    public string? ExecutablePath { get; set; }

    /// <summary>
    /// The DevTools address of a browser that runs elsewhere, for this instance alone (wss, or the https address that tells it; in the
    /// clear only on loopback); empty to start one here. It may hold a token and is never told.
    /// </summary>
    public string? WsEndpoint { get; set; }

    /// <summary>The browser runs elsewhere, and none is started here.</summary>
    [MemberNotNullWhen(true, nameof(WsEndpoint))]
    internal bool IsElsewhere => !string.IsNullOrWhiteSpace(WsEndpoint);

    /// <summary>
    /// Whether the browser runs without a window. A session that a person signed in was made with one, and is used with one whatever is set
    /// here: the app needs a display then, a virtual one where there is no other.
    /// </summary>
    public bool Headless { get; set; } = true;

    /// <summary>
    /// Whether Chromium puts its pages into a sandbox of its own. False only where the container that the app runs in lets it make none
    /// (most do not); then the container is what holds a page that broke out.
    /// </summary>
    public bool Sandbox { get; set; } = true;

    /// <summary>The most browser sessions at once in this instance.</summary>
    [Range(1, 16)]
    public int MaxSessions { get; set; } = 2;

    /// <summary>How long one browser serves before another takes its place, as soon as no session is open.</summary>
    public TimeSpan RecycleAfter { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How much memory, in megabytes over all its processes, a browser may hold before another takes its place. Not known of one that runs elsewhere.</summary>
    [Range(200, 100_000)]
    public int RecycleAboveMb { get; set; } = 3_000;

    /// <summary>The most page loads in a minute for one account; empty: 40 on a real site, no limit on loopback.</summary>
    [Range(1, 10_000)]
    public int? PageLoadsPerMinute { get; set; }

    /// <summary>The least time between two unattended sign-ins that replace a session which had worked.</summary>
    public TimeSpan SignInSpacing { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long one step may take: a page's load, its content's coming, an answer to what was sent.</summary>
    public TimeSpan StepTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an interstitial check may take to pass by itself.</summary>
    public TimeSpan ChallengeWait { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a form's submit button may stay disabled before that is taken for a human check.</summary>
    public TimeSpan SubmitWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>About how long to wait before something is sent; empty: one second on a real site, nothing on loopback.</summary>
    public TimeSpan? EffectSpacing { get; set; }

    /// <summary>How long an effect whose answer was lost may take to show, before it counts as not applied.</summary>
    public TimeSpan EffectSettling { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a browser context is kept for the next run of the same account.</summary>
    public TimeSpan WarmFor { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long to stay away from a site that asked for it without saying how long.</summary>
    public TimeSpan RateLimitPause { get; set; } = TimeSpan.FromMinutes(1);

    internal bool UsesSandbox(bool isRootOnLinux) => Sandbox && !isRootOnLinux;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrWhiteSpace(ExecutablePath) && !File.Exists(ExecutablePath))
            yield return new ValidationResult($"Browser__ExecutablePath: there is no file '{ExecutablePath}'.", [nameof(ExecutablePath)]);
        if (IsElsewhere && !IsSafeEndpoint(WsEndpoint))
            yield return new ValidationResult("Browser__WsEndpoint has to be an address with wss or https; ws and http only on loopback.", [nameof(WsEndpoint)]);
        if (!Headless && !IsElsewhere && WhyNoWindow() is { } why)
            yield return new ValidationResult($"Browser__Headless is false, but {why}.", [nameof(Headless)]);
        foreach (var (name, value) in Times())
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromHours(24))
                yield return new ValidationResult($"Browser__{name} has to be longer than nothing and at most a day.", [name]);
        }
    }

    /// <summary>Why a browser that is started here can show no window, and what to set; null where it can.</summary>
    internal string? WhyNoWindow() =>
        WhyNoWindow(!OperatingSystem.IsLinux() || new[] { "DISPLAY", "WAYLAND_DISPLAY" }.Any(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))));

    internal string? WhyNoWindow(bool hasDisplay)
    {
        if (Path.GetFileName(ExecutablePath)?.Contains("headless", StringComparison.OrdinalIgnoreCase) == true)
            return "Browser__ExecutablePath names a browser without windows; name a whole Chromium";
        return hasDisplay ? null : "there is no display (DISPLAY); run the app under xvfb-run";
    }

    // What goes over it signs in, and is signed in.
    private static bool IsSafeEndpoint(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var at) && (at.Scheme is "wss" or "https" || (at.IsLoopback && at.Scheme is ("ws" or "http")));

    private IEnumerable<(string Name, TimeSpan Value)> Times() =>
    [
        (nameof(RecycleAfter), RecycleAfter),
        (nameof(SignInSpacing), SignInSpacing), (nameof(StepTimeout), StepTimeout), (nameof(ChallengeWait), ChallengeWait),
        (nameof(SubmitWait), SubmitWait), (nameof(EffectSettling), EffectSettling), (nameof(WarmFor), WarmFor), (nameof(RateLimitPause), RateLimitPause),
    ];
}
