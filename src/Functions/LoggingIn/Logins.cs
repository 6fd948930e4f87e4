using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.LoggingIn;

/// <summary>What has to come before a secret is handed out: the limit, then the audit. Without either, nothing is.</summary>
public sealed class Logins(LoginsTable table, ActivityTable activity, IOptions<LoginOptions> options, TimeProvider clock)
{
    /// <summary>Counts and records one hand-out.</summary>
    /// <param name="account">The account.</param>
    /// <param name="caller">Its owner.</param>
    /// <param name="what">The event, for the activity.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="RefusedException">There were too many.</exception>
    public async Task AdmitAsync(Account account, Caller caller, string what, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(caller);
        if (await table.TryCountAsync(account.Id, caller.Id, options.Value.Most, options.Value.Window, cancel) is { } pause)
        {
            throw new RefusedException(new Refusal(
                RefusalKind.TooManyRequests, $"The account's secrets were handed out {options.Value.Most} times within {options.Value.Window.TotalMinutes:0.#} minutes.", RetryAfter: pause));
        }

        await activity.AppendAsync(account.HubId ?? account.InUseBy, ActivityEntry.Of(caller, clock.GetUtcNow(), what) with { Target = account.Label, UserId = caller.Id, After = account.Username }, cancel);
    }
}

/// <summary>How often secrets are handed out. Section <c>Login</c>.</summary>
public sealed class LoginOptions
{
    /// <summary>The most within the window, for each account and person.</summary>
    public int Most { get; set; } = 10;

    /// <summary>The window.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(10);
}
