using System.Diagnostics;

namespace Seatkeeper.Benchmarks.Groups;

/// <summary>Schedules that are played at the same time on the same app and hubs; one of them kills it for all.</summary>
internal sealed class GroupsRound(GroupsApp app, SeatJudge judge, IReadOnlyList<GroupSchedule> schedules)
{
    // How long nothing may change, and how long it may take at all: a slow machine is no fault of the app, and work that never ends is one.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    // What a round of looking by itself takes at the longest: what no notification told is known after it.
    private static readonly TimeSpan Reconcile = TimeSpan.FromSeconds(15);
    private readonly Dictionary<int, List<string>> violations = schedules.ToDictionary(schedule => schedule.Seed, _ => new List<string>());

    /// <summary>Plays them, waits until the app has caught up by itself, and holds everything against the models.</summary>
    public async Task<IReadOnlyList<GroupsLine>> RunAsync(int first, CancellationToken cancel)
    {
        var (watch, approvals, confirmations) = (Stopwatch.StartNew(), app.Approvals, app.Confirmations);
        await PrepareAsync(cancel);
        await PlayAsync(cancel);
        await app.Tenant.CalmAsync(cancel);

        // Who has a seat, then, with everybody's invitation accepted and the hubs checked, which role.
        await SettleAsync("after the changes", rolesToo: false, cancel);
        await app.AcceptAsync([.. schedules.SelectMany(schedule => schedule.Model.People.Keys)], cancel);
        await app.CheckAsync(cancel);
        await SettleAsync("after all accepted", rolesToo: true, cancel);

        // The seats go with the groups, and whoever had one before has it still.
        foreach (var schedule in schedules)
            await schedule.EndAsync(cancel);
        await SettleAsync("after the groups were taken away", rolesToo: true, cancel);
        var effects = await JudgeAsync(cancel);
        return
        [
            .. schedules.Select(schedule => new GroupsLine(first, schedule.Seed, schedule.Steps, schedule.Kills, watch.Elapsed.TotalSeconds / schedules.Count, violations[schedule.Seed])
            {
                Approvals = app.Approvals - approvals,
                Confirmations = app.Confirmations - confirmations,
                Effects = schedule.Model.People.Keys.Sum(email => effects[email].Count()),
            }),
        ];
    }

    private async Task PrepareAsync(CancellationToken cancel)
    {
        foreach (var schedule in schedules)
        {
            await schedule.PrepareAsync(cancel);
            judge.Manage(schedule);
        }

        await app.SyncAsync(cancel);
        foreach (var schedule in schedules)
            await schedule.MapAsync(cancel);
    }

    // A person approves all along whatever is asked.
    private async Task PlayAsync(CancellationToken cancel)
    {
        using var played = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var approving = ApproveAsync(played.Token);
        try
        {
            await Task.WhenAll(schedules.Select(schedule => schedule.PlayAsync(cancel)));
        }
        finally
        {
            await played.CancelAsync();
            await approving;
        }
    }

    private async Task ApproveAsync(CancellationToken cancel)
    {
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                await app.ApproveAsync(await app.OpenAsync(cancel), cancel);
                await Task.Delay(Poll, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The schedules are played: whoever settles goes on with it.
        }
    }

    // Done is what stays done: nothing is under way, and looking by itself has shown nothing new either.
    private async Task SettleAsync(string when, bool rolesToo, CancellationToken cancel)
    {
        var (watch, right) = (Stopwatch.StartNew(), new Stopwatch());
        var (still, last) = (Stopwatch.StartNew(), "");
        while (true)
        {
            var open = await app.OpenAsync(cancel);
            await app.ApproveAsync(open, cancel);
            if (open.Count == 0)
                await app.ConfirmAsync(HasLeft, cancel);
            var seats = SiteSeats.Of(await app.Site.StateAsync(cancel));
            var differences = schedules.ToDictionary(schedule => schedule.Seed, schedule => judge.Differences(schedule, seats, rolesToo));
            if (open.Count > 0 || differences.Values.Any(some => some.Count > 0))
                right.Reset();
            else
                right.Start();
            if (right.Elapsed >= Reconcile)
                return;
            var now = string.Join('\n', open.Select(task => $"{task.Id} {task.Status} {task.Progress}").Concat(differences.Values.SelectMany(some => some)));
            if (now != last)
                (still, last) = (Stopwatch.StartNew(), now);
            if (still.Elapsed > Patience || watch.Elapsed > Longest)
            {
                foreach (var (seed, some) in differences)
                    violations[seed].AddRange(some.Select(difference => $"{when}: {difference}"));
                violations[schedules[0].Seed].AddRange(open.Select(task => $"{when}: {task.Type} {task.Id} still is {task.Status}: {task.Progress}").Concat((await app.HoldersAsync(cancel)).Select(holder => $"{when}: {holder}")));
                return;
            }

            await Task.Delay(Poll, cancel);
        }
    }

    private bool HasLeft(int hub, string email) => schedules.FirstOrDefault(schedule => schedule.Model.People.ContainsKey(email)) is { Model: var model } && model.RoleOf(hub, email) is null;

    private async Task<ILookup<string, SiteEffect>> JudgeAsync(CancellationToken cancel)
    {
        var effects = await judge.NewEffectsAsync(cancel);
        foreach (var schedule in schedules)
            violations[schedule.Seed].AddRange(judge.LostInBetween(schedule, effects));
        violations[schedules[0].Seed].AddRange(await judge.StrangersAsync(effects, cancel));
        violations[schedules[0].Seed].AddRange(await judge.GuardAsync(cancel));
        return effects;
    }
}
