using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Notifying;

namespace Seatkeeper.Functions.Notifications;

/// <summary>How notifications are sent, and how long they are kept. Section <c>Notifications</c>; how often is the setting <c>NotificationSchedule</c>.</summary>
public sealed class NotificationOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Notifications";

    /// <summary>Host names and addresses, with commas between, that may lie in a private network and be called without TLS; with a port behind a colon, on that port alone. Empty: none.</summary>
    public string PrivateHosts { get; set; } = "";

    /// <summary>How long one call may take.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a delivery is tried before it is given up.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The most calls of one target in one run; the next run goes on.</summary>
    public int CallsPerRun { get; set; } = 100;

    /// <summary>How long it is remembered that something was delivered.</summary>
    public TimeSpan KeepDelivered { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long dead letters are kept.</summary>
    public TimeSpan KeepDeadLetters { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a notice waits for the row that it was written before: a crash in between may have been for good.</summary>
    public TimeSpan Settling { get; set; } = TimeSpan.FromHours(1);

    internal IReadOnlyList<string> PrivateHostList => PrivateHosts.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

internal sealed class NotificationOptionsCheck : IValidateOptions<NotificationOptions>
{
    public ValidateOptionsResult Validate(string? name, NotificationOptions options)
    {
        if (options.PrivateHostList.FirstOrDefault(host => WebhookAddresses.TryParse(host) is null) is { } wrong)
            return ValidateOptionsResult.Fail($"Notifications__PrivateHosts names \"{wrong}\", which is no host: names and addresses only, with a port behind a colon or none, without scheme, with commas between.");
        if (options.CallsPerRun < 1)
            return ValidateOptionsResult.Fail("Notifications__CallsPerRun must be at least 1.");
        var shortest = new[] { options.GiveUpAfter, options.KeepDelivered, options.KeepDeadLetters, options.Settling }.Min();
        if (shortest <= TimeSpan.Zero || options.Timeout <= TimeSpan.Zero || options.Timeout > TimeSpan.FromMinutes(1))
            return ValidateOptionsResult.Fail("The times of the section Notifications must be positive, and Notifications__Timeout at most a minute.");
        // What is forgotten too early would be sent a second time where a step is repeated.
        return options.KeepDelivered >= options.Settling
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Notifications__KeepDelivered must not be shorter than Notifications__Settling.");
    }
}
