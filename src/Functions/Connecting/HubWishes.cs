using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Connecting;

/// <summary>Checks what is asked of a new hub, before anything is reserved.</summary>
public sealed class HubWishes(AppCatalog apps, AccountsTable accounts)
{
    private const int LongestWorkspace = 200;

    /// <summary>The checked wish.</summary>
    /// <exception cref="RefusedException">A field breaks a rule, or the account cannot be used.</exception>
    public async Task<HubWish> CheckAsync(ConnectHubRequest request, Caller caller, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(caller);
        var errors = new FieldErrors();
        if (!HubIdentifier.TryParse(request.Identifier, out var identifier))
            errors.Add("identifier", HubFields.RuleOf(HubIdentifier.Rule));
        if (!HubLabel.TryParse(request.Label, out var label))
            errors.Add("label", HubFields.RuleOf(HubLabel.Rule));
        if (request.Workspace is { Length: 0 or > LongestWorkspace })
            errors.Add("workspace", $"must be 1 to {LongestWorkspace} characters, or left away.");
        var app = apps.Find(request.App ?? "")?.App;
        if (app is null)
            errors.Add("app", $"must be one of the catalog: {string.Join(", ", apps.Apps.Select(known => known.Id))}.");
        errors.ThrowIfAny();

        CheckLoginMethod(request.LoginMethod, app);
        var account = await FindAccountAsync(request.AutomationAccountId, app?.Id, caller, cancel);
        return identifier is null || label is null || app is null
            ? throw new InvalidOperationException("A field that breaks a rule was let through.")
            : new HubWish(app.Id, label, identifier, account.Id, request.Workspace);
    }

    private static void CheckLoginMethod(string? method, AppDescription? app)
    {
        if (app?.LoginMethods.Contains(method, StringComparer.Ordinal) == true)
            return;
        if (method == "sso")
            throw new RefusedException(RefusalKind.NotSupportedByApp, $"{app?.Name} cannot be connected by single sign-on: its automation signs in with a username and a password. Use loginMethod \"usernamePassword\".");
        throw FieldErrors.One("loginMethod", $"must be one of {string.Join(", ", app?.LoginMethods ?? [])}.");
    }

    /// <summary>The caller's own automation account of an app. One of somebody else is not there: whether it exists is nobody's business.</summary>
    /// <exception cref="RefusedException">There is none, or the id names another.</exception>
    public async Task<Account> FindAccountAsync(string? id, string? app, Caller caller, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var mine = (await accounts.ListAsync(cancel)).Where(account => account.OwnerId == caller.Id).ToList();
        var usable = mine.Where(account => account.App == app && account.Purpose == AccountPurpose.Automation).ToList();
        if (usable.Find(account => account.Id == id) is { } found)
            return found;
        if (usable.Count == 0 && mine.TrueForAll(account => account.Id != id))
            throw new RefusedException(new Refusal(RefusalKind.AutomationAccountMissing, $"You have saved no automation account of {app} yet.", Link: "/api/v1/accounts"));
        throw FieldErrors.One("automationAccountId", $"must name a saved account of yours, of the app {app}, whose purpose is automation.");
    }
}

/// <summary>What a new hub is to be, with every rule kept.</summary>
public sealed record HubWish(string App, HubLabel Label, HubIdentifier Identifier, string AccountId, string? Workspace);
