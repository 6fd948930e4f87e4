using System.Text.Json;
using FluentValidation;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Http;

namespace Seatkeeper.Functions.Accounts;

/// <summary>The rules for what is saved with an account. No message quotes a value.</summary>
internal sealed class SaveAccountRules : AbstractValidator<SaveAccountRequest>
{
    public SaveAccountRules(AppCatalog catalog)
    {
        RuleFor(account => account.App).Must(app => app is not null && catalog.Find(app) is not null).WithMessage("must be an app of the catalog (GET /api/v1/apps).");
        RuleFor(account => account.Label).Must(label => label?.Trim() is { Length: >= 1 and <= 80 } text && !text.Any(char.IsControl))
            .WithMessage("must be 1 to 80 characters, without control characters.");
        RuleFor(account => account.Username).Must(username => EmailAddress.TryParse(username, out _)).WithMessage($"{EmailAddress.Rule}.");
        RuleFor(account => account.Password).Must(Credentials.IsPassword).WithMessage(Credentials.PasswordRule);
        RuleFor(account => account.TotpSecret).Must(secret => secret is null or "" || Credentials.NormaliseTotp(secret) is not null).WithMessage(Credentials.TotpRule);
        RuleFor(account => account.Purpose).Must(purpose => ParsePurpose(purpose) is not null).WithMessage("must be automation or personal.");
    }

    public static AccountPurpose? ParsePurpose(string? text) =>
        Enum.GetValues<AccountPurpose>().Select(purpose => (AccountPurpose?)purpose).FirstOrDefault(purpose => ApiJson.Name(purpose.ToString() ?? "") == text);
}

/// <summary>The rules for changed credentials.</summary>
internal sealed class ChangeCredentialsRules : AbstractValidator<ChangeCredentialsRequest>
{
    public ChangeCredentialsRules()
    {
        RuleFor(change => change.Password).Must(password => password is null || Credentials.IsPassword(password)).WithMessage(Credentials.PasswordRule);
        RuleFor(change => change.TotpSecret).Must(secret => secret is null or "" || Credentials.NormaliseTotp(secret) is not null).WithMessage(Credentials.TotpRule);
        RuleFor(change => change).Must(change => change.Password is not null || change.TotpSecret is not null)
            .OverridePropertyName(nameof(ChangeCredentialsRequest.Password)).WithMessage("must be there, where totpSecret is not.");
    }
}

/// <summary>What passwords and one-time secrets look like.</summary>
internal static class Credentials
{
    public const string PasswordRule = "must be 1 to 256 characters, without control characters.";
    public const string TotpRule = "must be a base32 secret of 16 to 128 characters, as the app shows it when two-factor sign-in is turned on.";

    public static bool IsPassword(string? password) => password is { Length: >= 1 and <= 256 } && !password.Any(char.IsControl);

    /// <summary>Base32 in capitals without the spaces and hyphens that apps show it with, or null where it is none.</summary>
    public static string? NormaliseTotp(string secret)
    {
        var text = string.Concat(secret.Where(c => c is not (' ' or '-'))).TrimEnd('=').ToUpperInvariant();
        return text.Length is >= 16 and <= 128 && text.All(c => c is >= 'A' and <= 'Z' or >= '2' and <= '7') ? text : null;
    }
}

/// <summary>
/// The rules for a session that a person signed in: no browser opens with one that breaks them, and none would ever sign in again with it in
/// the way (Playwright, <c>browser.newContext</c>, option <c>storageState</c>). No message quotes a value.
/// </summary>
internal static class SessionRules
{
    private const int LongestVersion = 100;
    private const double LastExpiry = 253_402_300_799;
    private static readonly string[] sameSites = ["Strict", "Lax", "None"];

    /// <summary>Refuses what is no browser's storage state.</summary>
    public static void Check(UploadSessionRequest session)
    {
        var errors = new FieldErrors();
        if (session.Cookies is not { Count: > 0 } cookies)
            errors.Add("cookies", "must be the cookies of a signed-in browser.");
        else if (cookies.Any(cookie => !IsCookie(cookie)))
            errors.Add("cookies", "must each have the texts name, value, domain and path, and no url; and where they are there, expires as -1 or seconds since 1970, httpOnly and secure as true or false, and sameSite as Strict, Lax or None.");
        if (session.Origins?.Any(origin => !IsOrigin(origin)) == true)
            errors.Add("origins", "must each have the address origin, and localStorage as a list of a name and a value each.");
        if (session.SignedIn?.Browser is { Length: > LongestVersion })
            errors.Add("signedIn.browser", $"must have at most {LongestVersion} characters.");
        errors.ThrowIfAny();
    }

    private static bool IsCookie(JsonElement cookie) =>
        cookie.ValueKind == JsonValueKind.Object
        && new[] { "name", "value", "domain", "path" }.All(name => IsText(cookie, name)) && HasText(cookie, "domain") && HasText(cookie, "path") && Kind(cookie, "url") is null
        && IsExpiry(cookie)
        && new[] { "httpOnly", "secure" }.All(name => Kind(cookie, name) is null or JsonValueKind.True or JsonValueKind.False)
        && (Kind(cookie, "sameSite") is null || (IsText(cookie, "sameSite") && sameSites.Contains(cookie.GetProperty("sameSite").GetString(), StringComparer.Ordinal)));

    private static bool IsOrigin(JsonElement origin) =>
        origin.ValueKind == JsonValueKind.Object && IsText(origin, "origin") && Uri.TryCreate(origin.GetProperty("origin").GetString(), UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp) && origin.TryGetProperty("localStorage", out var stored) && stored.ValueKind == JsonValueKind.Array
        && stored.EnumerateArray().All(entry => entry.ValueKind == JsonValueKind.Object && IsText(entry, "name") && IsText(entry, "value"));

    // Seconds, of a session that ends with the browser -1; the driver takes no year of five digits.
    private static bool IsExpiry(JsonElement cookie) =>
        Kind(cookie, "expires") is null || (cookie.GetProperty("expires") is { ValueKind: JsonValueKind.Number } at && at.TryGetDouble(out var seconds) && seconds is -1 or (>= 0 and <= LastExpiry));

    private static bool HasText(JsonElement holder, string name) => holder.GetProperty(name).GetString() is { Length: > 0 };

    private static bool IsText(JsonElement holder, string name) => Kind(holder, name) == JsonValueKind.String;

    private static JsonValueKind? Kind(JsonElement holder, string name) => holder.TryGetProperty(name, out var value) ? value.ValueKind : null;
}
