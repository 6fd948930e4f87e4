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

    /// <summary>What a change lacks.</summary>
    /// <param name="step">The change.</param>
    /// <param name="places">What was found.</param>
    /// <param name="keys">The map's landmarks.</param>
    /// <param name="way">By which way the person's controls were reached.</param>
    public static ProbedEffect Of(Step step, IReadOnlyList<ProbedPlace> places, IEnumerable<string> keys, string way = ControlWay.Menu)
    {
        var needs = Needs(step, keys, way).ToList();
        var lacking = needs.SelectMany(need => need.Keys.Select(key => Lack(need.Place, key, places))).OfType<string>().ToList();
        if (Unprobed(step, way) is { } unprobed)
            lacking.Add(unprobed);
        foreach (var place in places.Where(place => needs.Exists(need => need.Place == place.Name)))
        {
            if (place.Trouble is { } trouble)
                lacking.Add($"{place.Name}: {trouble}");
            lacking.AddRange(place.Unknown.Select(unknown => $"{place.Name} holds what the map does not know: {unknown}"));
        }

        return new ProbedEffect(step.Action, [.. lacking.Distinct(StringComparer.Ordinal)], way, Searches(step, places));
    }

    private static bool Searches(Step step, IReadOnlyList<ProbedPlace> places) => places.Any(
        place => place.Name == ListOf(step) && place.Landmarks.Any(landmark => landmark is { Key: ProbePlaces.Search, State: LandmarkState.Found }));

    private static string ListOf(Step step) => step.Pending ? ProbePlaces.Pending.Name : ProbePlaces.Confirmed.Name;

    private static IEnumerable<(string Place, string[] Keys)> Needs(Step step, IEnumerable<string> keys, string way)
    {
        foreach (var need in Always)
            yield return need;
        var list = ListOf(step);
        yield return (list, [ProbePlaces.Search]);
        if (step == Step.Invite)
        {
            yield return (ProbePlaces.Limits.Name, ["limits.seatsUsed", "limits.seatsPaid"]);
            // Whether an invitation was sent is told by that list, so somebody has to be in it.
            yield return (list, ["pending.list", step.Opener]);
        }
        else
        {
            var (first, last) = ControlsOf(step, way);
            yield return (list, [.. step.Pending ? ["pending.list"] : Array.Empty<string>(), .. first is null ? Array.Empty<string>() : [first]]);
            yield return (ProbePlaces.ControlsOf(step, way).Name, last);
        }

        if (step == Step.Remove && keys.Contains("apiKeys.page", StringComparer.Ordinal))
            yield return (ProbePlaces.ApiKeys.Name, ["apiKeys.page", "apiKeys.list"]);
        if (step.Dialog is not null)
            yield return (step.Dialog, [.. ProbePlaces.DialogOf(step, keys, way).Landmarks.Where(expected => expected.Amount is Amount.One or Amount.OneOrMore).Select(expected => expected.Key)]);
    }

    private static (string? First, string[] Last) ControlsOf(Step step, string way) => way switch
    {
        ControlWay.Row => (null, [step.InRow]),
        ControlWay.Panel => ("row.open", ["panel", "panel.target", step.InPanel]),
        ControlWay.Bulk => ("row.select", ["bulk.count", step.InBulk]),
        _ => ("row.actions", [step.Opener]),
    };

    // What such a page does cannot be told by looking at it.
    private static string? Unprobed(Step step, string way) => way switch
    {
        _ when step == Step.Invite => null,
        ControlWay.Bulk => "whoever is ticked is meant, and no probe verifies that it is one person",
        ControlWay.Row when step == Step.ChangeRole => "a role that is chosen in the row is sent at once, so no probe tries it",
        _ => null,
    };

    private static string? Lack(string place, string key, IReadOnlyList<ProbedPlace> places) =>
        places.FirstOrDefault(found => found.Name == place)?.Landmarks.FirstOrDefault(landmark => landmark.Key == key) is { } landmark
            ? IsThere(landmark) ? null : $"{place}: {key} ({landmark.State}, {landmark.Count} found)"
            : $"{place}: {key} (not looked at)";

    // A list that shows everybody may have no search; one that has to have it is looked at so.
    private static bool IsThere(ProbedLandmark landmark) => landmark.State is LandmarkState.Found || (landmark.Key == ProbePlaces.Search && landmark.State is LandmarkState.NotShown);
}
