using Seatkeeper.Dev.Client;

namespace Seatkeeper.Benchmarks.Groups;

/// <summary>Holds what the site shows, and its journal, against what the schedules say should be: whatever the app says.</summary>
internal sealed class SeatJudge(GroupsApp app, IReadOnlyList<SiteSeat> baseline)
{
    private readonly HashSet<string> managed = new(StringComparer.Ordinal);
    private int seen;

    /// <summary>Begins with what is there before any schedule, and after what made it so.</summary>
    public static async Task<SeatJudge> BeginAsync(GroupsApp app, CancellationToken cancel)
    {
        var judge = new SeatJudge(app, SiteSeats.Of(await app.Site.StateAsync(cancel)));
        await judge.NewEffectsAsync(cancel);
        return judge;
    }

    /// <summary>From here on people of a schedule may be changed.</summary>
    public void Manage(GroupSchedule schedule) => managed.UnionWith(schedule.Model.People.Keys);

    /// <summary>Where the seats of a schedule's people are not what they should be.</summary>
    public IReadOnlyList<string> Differences(GroupSchedule schedule, IReadOnlyList<SiteSeat> seats, bool rolesToo)
    {
        var differences = new List<string>();
        for (var hub = 0; hub < app.Hubs.Count; hub++)
        {
            foreach (var email in schedule.Model.People.Keys)
            {
                var wanted = schedule.Model.RoleOf(hub, email);
                var shown = seats.Where(seat => seat.WorkspaceId == app.Hubs[hub].WorkspaceId && seat.Email == email).ToList();
                if (shown.Count > 1)
                    differences.Add($"{email} has {shown.Count} seats in hub {hub}");
                else if ((wanted is null) != (shown.Count == 0) || (rolesToo && shown.Count == 1 && shown[0].Role != wanted))
                    differences.Add($"{email} should be {(wanted is null ? "nobody" : $"{wanted}")} in hub {hub} and is {(shown.Count == 0 ? "nobody" : $"{shown[0].Role}{(shown[0].IsPending ? ", invited" : "")}")}");
            }
        }

        return differences;
    }

    /// <summary>What the automation did since the last time to people of schedules, by address.</summary>
    public async Task<ILookup<string, SiteEffect>> NewEffectsAsync(CancellationToken cancel)
    {
        var effects = SiteSeats.Effects(await app.Site.JournalAsync("effect", cancel)).Where(effect => effect.Number > seen).ToList();
        seen = effects.Select(effect => effect.Number).DefaultIfEmpty(seen).Max();
        return effects.ToLookup(effect => effect.Email, StringComparer.Ordinal);
    }

    /// <summary>Who lost a seat although they were in some mapped group all the time since it was given, or although no group gave it.</summary>
    public IEnumerable<string> LostInBetween(GroupSchedule schedule, ILookup<string, SiteEffect> effects)
    {
        foreach (var (email, person) in schedule.Model.People)
        {
            var given = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
            foreach (var effect in effects[email].OrderBy(effect => effect.Number))
            {
                var hub = HubOf(effect.WorkspaceId);
                if (effect.Gives)
                    given[effect.WorkspaceId] = effect.At;
                if (effect.TakesAway && person.Before.ContainsKey(hub))
                    yield return $"{email} lost a seat of hub {hub} at {effect.At:HH:mm:ss} that no group gave";
                else if (effect.TakesAway && given.TryGetValue(effect.WorkspaceId, out var since) && schedule.Model.StayedIn(hub, email, since, effect.At))
                    yield return $"{email} lost the seat of hub {hub} at {effect.At:HH:mm:ss}, was in a mapped group all the time since {since:HH:mm:ss}";
            }
        }
    }

    /// <summary>Who was touched, or is another than before, and is no schedule's business.</summary>
    public async Task<IReadOnlyList<string>> StrangersAsync(ILookup<string, SiteEffect> effects, CancellationToken cancel)
    {
        var now = SiteSeats.Of(await app.Site.StateAsync(cancel)).Where(seat => !managed.Contains(seat.Email)).ToHashSet();
        var before = baseline.Where(seat => !managed.Contains(seat.Email)).ToHashSet();
        return
        [
            .. effects.Where(person => !managed.Contains(person.Key)).SelectMany(person => person).Select(effect => $"{effect.Name} {effect.Email}, whom nobody manages"),
            .. before.Except(now).Select(seat => $"{seat.Email} was {seat.Role} in {seat.WorkspaceId}, is another now, and nobody manages them"),
            .. now.Except(before).Select(seat => $"{seat.Email} is {seat.Role} in {seat.WorkspaceId}, and nobody put them there"),
        ];
    }

    /// <summary>Losses above the guard's limits that no person had approved: all of 24 hours count, which is longer than any soak.</summary>
    public async Task<IReadOnlyList<string>> GuardAsync(CancellationToken cancel)
    {
        var passed = new List<string>();
        var all = SiteSeats.Effects(await app.Site.JournalAsync("effect", cancel));
        foreach (var taskId in app.Approved.OpenTasks)
        {
            if ((await app.CallAsync(now => now.GetTaskAsync(taskId, cancel), cancel)).CompletedAt is { } ended)
                app.Approved.End(taskId, ended);
        }

        foreach (var hub in app.Hubs)
        {
            var ofHub = all.Where(effect => effect.WorkspaceId == hub.WorkspaceId).OrderBy(effect => effect.Number).ToList();
            var unapproved = GuardJudge.Unapproved(ofHub, baseline.Count(seat => seat.WorkspaceId == hub.WorkspaceId), app.Approved.Of(hub.Id));
            passed.AddRange(unapproved.Select(loss => $"{loss.Effect.Name} {loss.Effect.Email} at {loss.Effect.At:HH:mm:ss} is loss {loss.Nth} of {loss.Members} in {hub.WorkspaceId}, and nobody approved it"));
        }

        return passed;
    }

    private int HubOf(string workspaceId)
    {
        for (var hub = 0; hub < app.Hubs.Count; hub++)
        {
            if (app.Hubs[hub].WorkspaceId == workspaceId)
                return hub;
        }

        return -1;
    }
}
