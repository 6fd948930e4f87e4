using Microsoft.Extensions.Options;

namespace Seatkeeper.Functions.Limiting;

/// <summary>Settings <c>Limits__*</c>; each instance of the app counts for itself.</summary>
public sealed class CallLimitOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Limits";

    /// <summary>Calls that one caller may make at once; as many come back over the window, one by one.</summary>
    public int Calls { get; set; } = 18_000;

    /// <summary>Tries of one address within the window with a key or token that gives nothing.</summary>
    public int FailedTries { get; set; } = 60;

    /// <summary>How many proxies stand between callers and the app, each of which writes the address that it saw into <c>X-Forwarded-For</c>.</summary>
    public int Proxies { get; set; } = 1;

    /// <summary>The window.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);
}

internal sealed class CallLimitOptionsCheck : IValidateOptions<CallLimitOptions>
{
    public ValidateOptionsResult Validate(string? name, CallLimitOptions options) =>
        options is { Calls: >= 1, FailedTries: >= 1, Proxies: >= 1 and <= 10 } && options.Window >= TimeSpan.FromSeconds(1) && options.Window <= TimeSpan.FromDays(1)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Limits__Calls and Limits__FailedTries have to be 1 or more, Limits__Proxies 1 to 10, and Limits__Window from 00:00:01 to 1.00:00:00.");
}
