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
