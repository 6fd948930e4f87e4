using System.Text.Json;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Ahrefs;

/// <summary>
/// Keeps a visit signed in: with the stored session while it lives, by one sign-in where there is none or it died.
/// Whatever was read in a session that died is dropped, and the work begins anew.
/// </summary>
internal sealed class SessionKeeper(AhrefsVisit visit, StoredSession? stored)
{
    private string? savedPrint = stored is null ? null : Print(stored.StorageState);
    private string? version = stored?.Version;
    private bool worked;
    private bool isReplaced;

    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        if (stored is null)
            await SignInAsync(replacesSession: false, cancel);
        T result;
        try
        {
            result = await work();
        }
        catch (AppFailureException e) when (stored is not null || worked)
        {
            if (e.Failure.Kind is not FailureKind.SessionExpired && !(visit.SawBlankPage && await IsDeadAsync(cancel)))
                throw;
            visit.SawBlankPage = false;
            await visit.ClosePagesAsync();
            await SignInAsync(replacesSession: true, cancel);
            result = await work();
        }

        await KeepAsync(cancel);
        return result;
    }

    /// <summary>The session was just seen to work for the right person; a new one is stored at once, lest a later failure lose it.</summary>
    public Task WorksAsync(CancellationToken cancel)
    {
        worked = true;
        return savedPrint is null ? KeepAsync(cancel) : Task.CompletedTask;
    }

    // What changed of the session is stored, and the browser stays warm. Where somebody stored another one meanwhile, theirs stays: this visit
    // goes on with its own, which ends with it.
    private async Task KeepAsync(CancellationToken cancel)
    {
        if (isReplaced)
            return;
        try
        {
            await StoreAsync(cancel);
        }
        catch (AppFailureException e) when (e.Failure is { Kind: FailureKind.ConcurrentChange, Phase: FailurePhase.Login })
        {
            isReplaced = true;
            visit.Session.WarmVersion = null;
        }
    }

    private async Task StoreAsync(CancellationToken cancel)
    {
        var state = await visit.StorageStateAsync();
        var print = Print(state);
        if (print != savedPrint || visit.Session.IsContextsLast)
        {
            // Of one that was signed in anew as well: that was in the same window.
            version = await visit.Run.SaveSessionAsync(state, stored?.Origin, cancel);
            savedPrint = print;
        }

        visit.Session.WarmVersion = version;
    }

    // A dead session may show as a page that never fills; the sign-in page tells, for it sends a living one onwards.
    private async Task<bool> IsDeadAsync(CancellationToken cancel)
    {
        var page = await visit.OpenPageAsync();
        await page.OpenAsync("login", FailurePhase.Login, cancel);
        return (await page.GlanceAsync(new LookRequest("signIn"), visit.Tools.Browser.StepTimeout, FailurePhase.Login, cancel)).State is "login";
    }

    private async Task SignInAsync(bool replacesSession, CancellationToken cancel)
    {
        // Until it has been seen to work, what the browser holds is not what is stored.
        savedPrint = null;
        visit.Session.WarmVersion = null;
        var page = await visit.OpenPageAsync();
        await new SignIn(visit, page).RunAsync(replacesSession, cancel);
        await visit.ClosePagesAsync();
    }

    // Expiry times move with every answer; only names, values and places make another session. They are stored once the context ends.
    private static string Print(string storageState)
    {
        using var document = JsonDocument.Parse(storageState);
        var cookies = document.RootElement.TryGetProperty("cookies", out var list)
            ? list.EnumerateArray().Select(c => $"{c.GetProperty("domain")}{c.GetProperty("path")} {c.GetProperty("name")}={c.GetProperty("value")}").Order(StringComparer.Ordinal)
            : Enumerable.Empty<string>();
        var origins = document.RootElement.TryGetProperty("origins", out var stores) ? stores.GetRawText() : "";
        return string.Join('\n', cookies) + origins;
    }
}
