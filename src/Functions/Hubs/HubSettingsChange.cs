using System.Globalization;
using Azure;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Guards;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Hubs;

/// <summary>A checked wish to change a hub's settings.</summary>
internal sealed class HubSettingsChange
{
    private const int LongestGrace = 10_080;
    private const int LongestUnused = 365;
    private const int MostPrice = 1_000_000;
    private const int MostSeats = 10_000;

    private readonly PatchHubRequest wish;
    private readonly string? label;
    private readonly AppRole? defaultRole;
    private readonly DateTimeOffset now;

    private HubSettingsChange(PatchHubRequest wish, string? label, AppRole? defaultRole, DateTimeOffset now)
    {
        this.wish = wish;
        this.label = label;
        this.defaultRole = defaultRole;
        this.now = now;
    }

    /// <summary>The tag of what can be set: what a running check writes beside it changes nothing about it.</summary>
    public static ETag TagOf(Hub hub) => new($"{hub.Label}\n{RowText.Write(hub.Rules)}");

    /// <summary>Checks every field that a rule can be held against without knowing the hub.</summary>
    public static HubSettingsChange Parse(PatchHubRequest wish, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        HubLabel? newLabel = null;
        if (wish.Label is not null && !HubLabel.TryParse(wish.Label, out newLabel))
            errors.Add("label", HubFields.RuleOf(HubLabel.Rule));
        if (wish.Leavers is not (null or "confirm" or "automatic"))
            errors.Add("leavers", "must be \"confirm\" or \"automatic\".");
        if (wish.GraceMinutes is < 0 or > LongestGrace)
            errors.Add("graceMinutes", $"must be 0 to {LongestGrace}.");
        AppRole? role = wish.DefaultAppRole switch { null => null, "Member" => AppRole.Member, "Admin" => AppRole.Admin, "Guest" => AppRole.Guest, _ => AppRole.Owner };
        if (role == AppRole.Owner)
            errors.Add("defaultAppRole", "must be \"Member\", \"Admin\" or \"Guest\".");
        if (wish.DefaultHubRole is not (null or nameof(HubRole.Owner) or nameof(HubRole.Collaborator)))
            errors.Add("defaultHubRole", "must be \"Collaborator\" or \"Owner\".");
        if (wish.SeatReleasedAfterDays is < 0 or > LongestUnused)
            errors.Add("seatReleasedAfterDays", $"must be 0 to {LongestUnused}.");
        CheckGuard(wish.Guard, errors);
        CheckSpending(wish.Spending, now, errors);
        if (wish.SeatPrice?.Each is <= 0 or > MostPrice)
            errors.Add("seatPrice.each", $"must be more than 0 and at most {MostPrice}.");
        if (wish.SeatPrice is { Currency: var currency })
            CheckCurrency("seatPrice.currency", currency, errors);
        errors.ThrowIfAny();
        return new HubSettingsChange(wish, newLabel?.Value, role, now);
    }

    /// <summary>The hub with the wish.</summary>
    public Hub Apply(Hub hub) => hub with
    {
        Label = label ?? hub.Label,
        PaidBeforeSpending = PaidBefore(hub),
        Rules = hub.Rules with
        {
            Guard = wish.Guard is null ? hub.Rules.Guard : Guard(hub.Rules.Guard),
            LeaversAutomatic = wish.Leavers is null ? hub.Rules.LeaversAutomatic : wish.Leavers == "automatic",
            Spending = wish.Spending is { MaxExtraSeats: 0 } ? null : wish.Spending ?? hub.Rules.Spending,
            AdoptExistingMembers = wish.AdoptExistingMembers ?? hub.Rules.AdoptExistingMembers,
            GraceMinutes = wish.GraceMinutes ?? hub.Rules.GraceMinutes,
            DefaultAppRole = defaultRole ?? hub.Rules.DefaultAppRole,
            DefaultHubRole = wish.DefaultHubRole is null ? hub.Rules.DefaultHubRole : Enum.Parse<HubRole>(wish.DefaultHubRole),
            SeatReleasedAfterDays = wish.SeatReleasedAfterDays ?? hub.Rules.SeatReleasedAfterDays,
            SeatPrice = wish.SeatPrice ?? hub.Rules.SeatPrice,
        },
    };

    /// <summary>What is recorded about the change.</summary>
    public IReadOnlyList<SettingChange> Differences(Hub before, Hub after)
    {
        var (old, rules) = (before.Rules, after.Rules);
        var loosens = rules.Guard.Pending is not null && rules.Guard != old.Guard;
        return
        [
            .. Difference("label", before.Label, after.Label),
            .. Difference("guard", Text(old.Guard), Text(rules.Guard), loosens ? "guardLooseningAsked" : "guardChanged"),
            .. Difference("leavers", old.LeaversAutomatic ? "automatic" : "confirm", rules.LeaversAutomatic ? "automatic" : "confirm"),
            .. Difference("spending", Spending(before), Spending(after)),
            .. Difference("adoptExistingMembers", old.AdoptExistingMembers.ToString(), rules.AdoptExistingMembers.ToString()),
            .. Difference("graceMinutes", Number(old.GraceMinutes), Number(rules.GraceMinutes)),
            .. Difference("defaultAppRole", old.DefaultAppRole.ToString(), rules.DefaultAppRole.ToString()),
            .. Difference("defaultHubRole", old.DefaultHubRole.ToString(), rules.DefaultHubRole.ToString()),
            .. Difference("seatReleasedAfterDays", Number(old.SeatReleasedAfterDays), Number(rules.SeatReleasedAfterDays)),
            .. Difference("seatPrice", RowText.Write(old.SeatPrice), RowText.Write(rules.SeatPrice)),
        ];
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<SettingChange> Difference(string setting, string? before, string? after, string happened = "hubSettingChanged") =>
        before == after ? [] : [new SettingChange(setting, happened, before, after)];

    // Only for more seats or a longer time it is another permission: else what was bought under it stays counted.
    private int? PaidBefore(Hub hub) => wish.Spending switch
    {
        null => hub.PaidBeforeSpending,
        { MaxExtraSeats: 0 } => null,
        { } given when hub is { PaidBeforeSpending: { } paid, Rules.Spending: { } old } && given.MaxExtraSeats <= old.MaxExtraSeats && given.Until <= old.Until => paid,
        _ => hub.PaidSeats,
    };

    private static string? Spending(Hub hub) => hub.Rules.Spending is null ? null : $"{RowText.Write(hub.Rules.Spending)}, counted from {hub.PaidBeforeSpending?.ToString(CultureInfo.InvariantCulture) ?? "an unknown number of"} paid seats";

    private string Text(GuardPolicy policy)
    {
        var inForce = policy.At(now);
        var text = $"{inForce.MaxLosses} and {inForce.MaxPercent} %, {inForce.MaxTotal}";
        return policy is { Pending: { } pending, PendingFrom: { } from } && from > now
            ? $"{text}; from {from:yyyy-MM-dd HH:mm} UTC: {pending.MaxLosses} and {pending.MaxPercent} %, {pending.MaxTotal}"
            : text;
    }

    private GuardPolicy Guard(GuardPolicy present) => present.Change(Wanted(present.At(now), wish.Guard), now);

    private static GuardThresholds Wanted(GuardThresholds present, GuardSettings? wish) =>
        new(wish?.MaxLosses ?? present.MaxLosses, wish?.MaxPercent ?? present.MaxPercent, wish?.MaxTotal ?? present.MaxTotal);

    private static void CheckGuard(GuardSettings? guard, FieldErrors errors)
    {
        foreach (var (field, rules) in Wanted(GuardThresholds.Default, guard).BrokenRules())
            foreach (var rule in rules)
                errors.Add($"guard.{field}", HubFields.RuleOf(rule));
    }

    private static void CheckCurrency(string field, string? currency, FieldErrors errors)
    {
        if (currency is not { Length: 3 } || !currency.All(char.IsAsciiLetterUpper))
            errors.Add(field, "must be three capital letters, as in ISO 4217.");
    }

    // What takes a permission back needs to say no more than that.
    private static void CheckSpending(SpendingSettings? spending, DateTimeOffset now, FieldErrors errors)
    {
        if (spending is null or { MaxExtraSeats: 0 })
            return;
        if (spending.MaxExtraSeats is < 0 or > MostSeats)
            errors.Add("spending.maxExtraSeats", $"must be 0 to {MostSeats}.");
        if (spending.MaxPriceEach is <= 0 or > MostPrice)
            errors.Add("spending.maxPriceEach", $"must be more than 0 and at most {MostPrice}.");
        CheckCurrency("spending.currency", spending.Currency, errors);
        if (spending.Until <= now)
            errors.Add("spending.until", "must be in the future.");
    }
}

/// <summary>Rules of Domain as the API tells them.</summary>
internal static class HubFields
{
    /// <summary>The rule without the field's name, which goes before it in an answer.</summary>
    public static string RuleOf(string rule) => rule[(rule.IndexOf(' ', StringComparison.Ordinal) + 1)..] + ".";
}
