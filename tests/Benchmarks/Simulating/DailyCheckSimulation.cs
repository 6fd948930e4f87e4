using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Applying;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Syncing;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Benchmarks.Simulating;

/// <summary>
/// The daily check of many hubs on virtual time. Of the product run: the orchestrators of the daily check and of a check, with their
/// waits and pauses; how hubs are spread, and when there is room; leases, with their renewal; and the gate before a browser. Steps that
/// only write take no time but a step's own.
/// </summary>
internal sealed class DailyCheckSimulation : IDisposable
{
    private static readonly DateTimeOffset start = new(2026, 3, 1, 3, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan between = TimeSpan.FromMinutes(1);

    private readonly SimulatedScale scale;
    private readonly VirtualTime time = new(start);
    private readonly MemoryTables tables = new();
    private readonly VirtualEngine engine;
    private readonly LeasedWork leased;
    private readonly DailyCheckOptions daily;
    private readonly AutomationOptions automation = new();
    private readonly SortedDictionary<string, SimulatedHub> hubs = new(StringComparer.Ordinal);
    private readonly List<Task> checks = [];
    private readonly List<SimulationSample> samples = [];
    private TimeSpan began;
    private TimeSpan service;
    private (int Sessions, int Holders) most;

    public DailyCheckSimulation(SimulatedScale scale)
    {
        this.scale = scale;
        var times = new DrawnTimes(scale.Seed);
        engine = new VirtualEngine(time, scale, times);
        leased = new LeasedWork(new LeasesTable(tables.Client(), time), Options.Create(automation), time);
        daily = new DailyCheckOptions { Window = scale.Window, MostOpen = scale.MostOpen };
        for (var number = 0; number < scale.Hubs; number++)
        {
            var id = $"hub{number:00000}";
            hubs[id] = new SimulatedHub(id, times.Service(scale.Services))
            {
                Failures = times.OneIn(scale.FailsOneIn) ? 1 : 0,
                Taken = times.OneIn(scale.BusyOneIn) ? times.Between(10, 120) : TimeSpan.Zero,
            };
        }

        Serve();
    }

    public void Dispose() => tables.Dispose();

    /// <summary>Runs it; a few seconds for 10,000 hubs and more where many wait.</summary>
    public SimulationReport Run()
    {
        time.Run(RunAsync);
        var all = hubs.Values;
        return new SimulationReport(scale, all.Max(hub => hub.Done ?? TimeSpan.MaxValue) - began, service, samples)
        {
            Completed = all.Count(hub => hub is { Done: not null, Failure: null }),
            Failed = all.Where(hub => hub.Failure is not null).GroupBy(hub => hub.Failure.ToString() ?? "").ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal),
            LongestCheck = all.Max(hub => hub.Done - hub.Started) ?? TimeSpan.Zero,
            Most = most,
        };
    }

    private async Task RunAsync()
    {
        using var done = new CancellationTokenSource();
        var sampling = SampleAsync(done.Token);
        await engine.RunAsync<DailyCheckRun>("daily", DailyCheckOrchestrator.Run, new DailyCheckRun("daily"));
        await Task.WhenAll(checks);
        await done.CancelAsync();
        await sampling;
    }

    private void Serve()
    {
        Answer(nameof(ClaimTaskActivity), _ => true);
        Answer(nameof(MarkTaskActivity), _ => true);
        Answer(nameof(CloseTaskActivity), _ => null);
        Answer(nameof(ReadDecisionActivity), _ => new TaskDecision(DecisionKind.None));
        Answer(nameof(PlanDailyCheckActivity), _ => new DailyCheckPlan(hubs.Count, daily.Window));
        Answer(nameof(ListHubsToCheckActivity), input => ListHubs((HubPageQuery)input!));
        Answer(nameof(StartChecksActivity), input => StartChecks((HubsToCheck)input!));
        Answer(nameof(PlanReconcileActivity), _ => new PlannedCheck("plan"));
        Answer(nameof(FinishCheckActivity), input => Finish((RunEnd)input!));
        engine.Activities[nameof(ReadAppMembersActivity)] = async (input, instance) => await ReadAsync((AutomationStep)input!, instance);
        engine.Activities[nameof(ApplyReconcileActivity)] = async (input, _) => await ApplyAsync(((PlanToApply)input!).Step);
    }

    private void Answer(string activity, Func<object?, object?> answer) => engine.Activities[activity] = (input, _) => Task.FromResult(answer(input));

    private HubPage ListHubs(HubPageQuery query)
    {
        if (query.AfterHubId is null)
            began = time.Elapsed;
        return new HubPage([.. hubs.Keys.SkipWhile(id => query.AfterHubId is { } after && string.CompareOrdinal(id, after) <= 0).Take(query.Size)]);
    }

    private StartedChecks StartChecks(HubsToCheck due)
    {
        if (CheckRoom.WaitFor(due, Open, daily) is { } wait)
            return new StartedChecks(0, 0, wait);
        foreach (var hub in due.HubIds.Select(id => hubs[id]))
        {
            hub.Started = time.Elapsed;
            if (hub.Taken > TimeSpan.Zero)
                checks.Add(HoldAsync(hub));
            checks.Add(engine.RunAsync<CheckToRun>(hub.Id, CheckForUpdatesOrchestrator.Run, new CheckToRun(hub.Id, hub.Id)));
        }

        return new StartedChecks(due.HubIds.Count, 0);
    }

    private int Open => hubs.Values.Count(hub => hub is { Started: not null, Done: null });

    // Somebody else's task has the workspace.
    private async Task HoldAsync(SimulatedHub hub)
    {
        var step = new LeasedStep(Key(hub), "somebody", automation.ReadLimit);
        await time.WorkAsync(() => leased.RunAsync(step, (_, stop) => HoldingAsync(hub, hub.Taken, stop), CancellationToken.None));
    }

    private async Task<AppMembersRead> ReadAsync(AutomationStep step, SimulatedInstance instance)
    {
        var hub = hubs[step.HubId];
        var (read, trouble) = await leased.RunAsync(new LeasedStep(Key(hub), step.TaskId, automation.ReadLimit), async (lease, stop) =>
        {
            await instance.Gate.EnterAsync(stop);
            most = most with { Sessions = Math.Max(most.Sessions, instance.Gate.Inside) };
            try
            {
                await HoldingAsync(hub, hub.Service, stop);
                service += hub.Service;
            }
            finally
            {
                instance.Gate.Leave();
            }

            await lease.CheckAsync(stop);
            return hub.Failures-- > 0 ? throw new AppFailureException(new Failure(FailureKind.SiteUnavailable, FailurePhase.Read)) : new AppMembersRead("snapshot");
        }, CancellationToken.None);
        return read ?? new AppMembersRead(Trouble: trouble);
    }

    private async Task<AppliedCheck> ApplyAsync(AutomationStep step)
    {
        var hub = hubs[step.HubId];
        var (_, trouble) = await leased.RunAsync(
            new LeasedStep(Key(hub), step.TaskId, automation.ReadLimit), (_, stop) => HoldingAsync(hub, TimeSpan.FromSeconds(0.5), stop), CancellationToken.None);
        return new AppliedCheck(Trouble: trouble);
    }

    private async Task<object> HoldingAsync(SimulatedHub hub, TimeSpan pause, CancellationToken stop)
    {
        most = most with { Holders = Math.Max(most.Holders, hub.IsHeld ? 2 : 1) };
        hub.IsHeld = true;
        try
        {
            await time.PassAsync(pause, stop);
            return hub;
        }
        finally
        {
            hub.IsHeld = false;
        }
    }

    private object? Finish(RunEnd end)
    {
        var hub = hubs[end.Step.HubId];
        hub.Done = time.Elapsed;
        if (end.Status != AutomatedTaskStatus.Completed)
            hub.Failure = end.Failure?.Kind ?? FailureKind.Unexpected;
        return null;
    }

    private static LeaseKey Key(SimulatedHub hub) => new("ahrefs", hub.Id);

    private async Task SampleAsync(CancellationToken done)
    {
        var busy = 0.0;
        for (var second = 1; !done.IsCancellationRequested; second++)
        {
            busy += engine.Sessions;
            if (second % between.TotalSeconds == 0)
            {
                var at = time.Elapsed - began;
                var due = daily.Window == TimeSpan.Zero ? hubs.Count : (int)(hubs.Count * Math.Min(1, at / daily.Window));
                samples.Add(new SimulationSample(at, due, hubs.Values.Count(hub => hub.Done is not null), Open, busy / between.TotalSeconds));
                busy = 0;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None);
        }
    }
}
