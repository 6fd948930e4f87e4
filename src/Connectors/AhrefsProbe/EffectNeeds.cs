using Seatkeeper.Connectors.AhrefsChanges;
using Seatkeeper.Domain.Probing;

namespace Seatkeeper.Connectors.AhrefsProbe;

/// <summary>What each change uses, by place and landmark. A change is complete only where all of it was found, and its dialog holds nothing else.</summary>
internal static class EffectNeeds
{
    private static readonly (string Place, string[] Keys)[] Always =
    [
        (ProbePlaces.Account.Name, ["account.operatorEmail", "shell.workspaceButton"]),
        (ProbePlaces.Confirmed.Name, ["members.page", "members.list", "members.tabConfirmed", "members.tabPending", "members.require2fa", "shell.workspaceButton"]),
        (ProbePlaces.Pending.Name, ["pending.page", "shell.workspaceButton"]),
        (ProbePlaces.Limits.Name, ["limits.page"]),
    ];

    public static IReadOnlyList<Step> Steps { get; } = [Step.ChangeRole, Step.Remove, Step.Invite, Step.Resend, Step.CancelInvitation];

    public static ProbedEffect Of(Step step, IReadOnlyList<ProbedPlace> places, IEnumerable<string> keys)
    {
        var lacking = Needs(step, keys).SelectMany(need => need.Keys.Select(key => Lack(need.Place, key, places))).OfType<string>().ToList();
        var used = Needs(step, keys).Select(need => need.Place).ToList();
        foreach (var place in places.Where(place => used.Contains(place.Name, StringComparer.Ordinal)))
        {
            if (place.Trouble is { } trouble)
                lacking.Add($"{place.Name}: {trouble}");
            lacking.AddRange(place.Unknown.Select(unknown => $"{place.Name} holds what the map does not know: {unknown}"));
        }

        return new ProbedEffect(step.Action, [.. lacking.Distinct(StringComparer.Ordinal)]);
    }

    private static IEnumerable<(string Place, string[] Keys)> Needs(Step step, IEnumerable<string> keys)
    {
        foreach (var need in Always)
            yield return need;
        if (step == Step.Invite)
            yield return (ProbePlaces.Limits.Name, ["limits.seatsUsed", "limits.seatsPaid"]);
        if (step == Step.Invite)
            yield return (ProbePlaces.Pending.Name, [step.Opener]);
        else if (step.Pending)
            yield return (ProbePlaces.Pending.Name, ["pending.list", "row.actions"]);
        else
            yield return (ProbePlaces.Confirmed.Name, ["row.actions"]);
        if (step != Step.Invite)
            yield return (step.Pending ? ProbePlaces.InvitationMenu.Name : ProbePlaces.MemberMenu.Name, [step.Opener]);
        if (step.Dialog is not null)
            yield return (step.Dialog, [.. ProbePlaces.DialogOf(step, keys).Landmarks.Where(expected => expected.Amount is Amount.One or Amount.OneOrMore).Select(expected => expected.Key)]);
    }

    private static string? Lack(string place, string key, IReadOnlyList<ProbedPlace> places) =>
        places.FirstOrDefault(found => found.Name == place)?.Landmarks.FirstOrDefault(landmark => landmark.Key == key) is { } landmark
            ? landmark.State is LandmarkState.Found ? null : $"{place}: {key} ({landmark.State}, {landmark.Count} found)"
            : $"{place}: {key} (not looked at)";
}
