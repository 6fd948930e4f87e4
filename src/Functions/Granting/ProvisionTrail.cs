using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Notifying;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Notifications;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Granting;

/// <summary>Tells what became of whose grants: in the hub's activity, and as one item a person of the run's task. Done again, it comes to the same.</summary>
public sealed class ProvisionTrail(ActivityTable activity, TaskItemsTable items, HubsTable hubs, Notices notices)
{
    private static readonly string leftForGood = NotificationEvents.NameOf(OwnersWord.GroupLeftForGood);

    /// <summary>Tells all of a plan.</summary>
    public async Task WriteAsync(AutomatedTask task, StoredProvision stored, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(stored);
        var plan = stored.Plan;
        var untold = Untold(stored).ToList();
        ActivityEntry[] entries = [.. untold.Select(person => Entry(task, stored, person)), .. stored.Matched.Select(match => Entry(task, stored, match))];
        if (entries.Length > 0)
        {
            await activity.AppendBatchAsync(task.HubId, stored.Id, entries, cancel);
            await AskOwnersAsync(task, stored.Id, untold, cancel);
        }

        var wanted = plan.People.Select(person => Item(task, person)).ToList();
        await items.InsertAsync(task.Id, wanted, cancel);
        var there = await items.LoadAsync(task.Id, cancel);

        // An earlier plan of the run, or the run before it, may have told something else of the same person.
        foreach (var item in wanted.Where(item => there[item.Id] is var now && (now.Action != item.Action || now.Status != item.Status || now.Result != item.Result)))
            await items.ChangeAsync(task.Id, item.Id, now => now with { Action = item.Action, Status = item.Status, Result = item.Result, Failure = item.Failure }, cancel);
    }

    // Where seats go by themselves nobody looks for those that wait for a word. It goes to other systems, so nobody is named: the activity names them.
    private async Task AskOwnersAsync(AutomatedTask task, string planId, IEnumerable<ProvisionedPerson> untold, CancellationToken cancel)
    {
        var waiting = untold.Count(person => EventOf(person) == leftForGood);
        if (waiting > 0 && task.HubId is { } hubId && await hubs.GetAsync(hubId, cancel) is { } hub && hub.Rules.LeaversAutomatic)
        {
            var who = waiting == 1 ? "1 person" : string.Create(CultureInfo.InvariantCulture, $"{waiting} people");
            var reason = $"{who} left their groups, all at once or while the directory did not show them, so their seats wait for a word (POST /hubs/{hubId}/leavers/apply).";
            await notices.OwnersToldAsync(hub, $"{leftForGood}-{planId}", OwnersWord.GroupLeftForGood, task.ActorName, reason, cancel);
        }
    }

    // What an earlier run told is not told again; who was told something that is not so after all is told that.
    private static IEnumerable<ProvisionedPerson> Untold(StoredProvision stored)
    {
        var (told, now) = (stored.Told.ToDictionary(person => person.UserId, StringComparer.Ordinal), stored.Plan.People.Select(person => person.UserId).ToHashSet(StringComparer.Ordinal));
        var back = stored.Told.Where(person => !now.Contains(person.UserId))
            .Select(person => person with { Before = person.After, After = person.Before, Ended = person.Given, Given = person.Ended });
        return stored.Plan.People.Where(person => !person.IsPast).Where(person => told.GetValueOrDefault(person.UserId) is not { } earlier || !IsSame(earlier, person)).Concat(back);
    }

    private static bool IsSame(ProvisionedPerson one, ProvisionedPerson other) =>
        one.Before == other.Before && one.After == other.After && one.Ended.SequenceEqual(other.Ended, StringComparer.Ordinal) && one.Given.SequenceEqual(other.Given, StringComparer.Ordinal);

    private static TaskItem Item(AutomatedTask task, ProvisionedPerson person) => new()
    {
        TaskId = task.Id,
        Id = person.UserId,
        Action = EventOf(person),
        MemberId = person.Effects.Select(effect => effect.MemberId).FirstOrDefault(),
        Target = person.Label,
        Status = person.Effects.Count > 0 ? TaskItemStatus.Pending : FailureOf(task, person) is not null ? TaskItemStatus.Failed : TaskItemStatus.Completed,
        Failure = FailureOf(task, person),
        Result = NoteOf(person) ?? (person.Effects.Count == 0 ? "Nothing has to change in the app." : null),
    };

    // Told once: a run that only looks whether somebody is still in their way has not failed; one that a person asks to try it again has.
    private static Failure? FailureOf(AutomatedTask task, ProvisionedPerson person) =>
        person.Refused is { } kind && (!person.IsPast || task.RetryOf is not null) ? new Failure(kind, Detail: person.Note) : null;

    /// <summary>What teams and groups did to a person's grants and why, and why nothing follows in the app where one could expect it; null where there is nothing to say.</summary>
    internal static string? NoteOf(ProvisionedPerson person)
    {
        string?[] parts =
        [
            .. person.Moves.Select(move => move.Sentence),
            person.Note,
            person.StaysLastOwner ? "stays Owner of the hub, which has no other: make somebody else Owner" : null,
            person is { IsPast: true, IsHindered: false } ? "an earlier task came to something else in the app than the grants come to" : null,
        ];
        var told = parts.OfType<string>().Select(part => char.ToUpperInvariant(part[0]) + part[1..].TrimEnd('.')).ToList();
        return told.Count == 0 ? null : string.Join(". ", told) + ".";
    }

    private static ActivityEntry Entry(AutomatedTask task, StoredProvision stored, ProvisionedPerson person) => new(
        $"{stored.Id}:{Short(person.UserId)}", stored.At, task.ActorId, task.ActorName, EventOf(person), person.Label, UserId: person.UserId,
        Before: Text(person.Before, person.Ended), After: Text(person.After, [.. person.Given, .. person.Moves.Select(move => move.Sentence).OfType<string>()]), TaskId: task.Id);

    private static ActivityEntry Entry(AutomatedTask task, StoredProvision stored, SeatMatch match) => new(
        $"{stored.Id}:{match.MemberId}", stored.At, task.ActorId, task.ActorName, "memberMatched", match.UserName, match.MemberId, match.Decision.UserId, After: match.UserName, TaskId: task.Id);

    private static string EventOf(ProvisionedPerson person) => (person.Given.Count, person.Ended.Count, person.Moves.Select(move => move.Kind).FirstOrDefault()) switch
    {
        ( > 0, 0, _) => "grantGiven",
        (0, > 0, _) => "grantEnded",
        (0, 0, GrantMoveKind.Left) => "groupLeft",
        (0, 0, GrantMoveKind.Back) => "groupRejoined",
        (0, 0, GrantMoveKind.Kept) => "groupLeftUndecided",
        (0, 0, GrantMoveKind.Lapsed) => person.Moves[0].Source == GrantSource.Team ? "teamLeftForGood" : leftForGood,
        _ => "grantChanged",
    };

    private static string? Text(Standing standing, IReadOnlyList<string> names)
    {
        var parts = new[] { standing.HasSeat ? standing.AppRole?.ToString() ?? "seat" : null, standing.HubRole?.ToString() }.OfType<string>().Concat(names).ToList();
        return parts.Count == 0 ? null : string.Join(", ", parts);
    }

    private static string Short(string userId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(userId)).AsSpan(0, 16));
}
