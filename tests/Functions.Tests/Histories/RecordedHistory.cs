using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DurableTask.Core;
using DurableTask.Core.Command;
using DurableTask.Core.History;
using Microsoft.DurableTask.Testing;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Shims;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Histories;

/// <summary>What an orchestration did, from its start to its end, as the engine kept it.</summary>
/// <param name="Events">Its events, in their order.</param>
internal sealed record RecordedHistory(IReadOnlyList<HistoryEvent> Events)
{
    private static readonly DurableTask.Core.Serializing.JsonDataConverter json = new();

    public string Orchestrator => Events.OfType<ExecutionStartedEvent>().First().Name;

    public ExecutionCompletedEvent End => Events.OfType<ExecutionCompletedEvent>().Single();

    public static RecordedHistory Read(string file) => Parse(File.ReadAllText(file));

    public static RecordedHistory Parse(string text) => new(json.Deserialize<List<HistoryEvent>>(text));

    /// <summary>Keeps the histories of all instances that completed, one for each way that an orchestrator can go.</summary>
    public static async Task KeepAsync(DurableTaskTestHost host, string folder)
    {
        foreach (var history in HistoriesOf(host).Where(history => history.Events.OfType<ExecutionCompletedEvent>().Any()))
        {
            var way = string.Join('\n', history.Events.Select(Step));
            var file = Path.Combine(folder, $"{history.Orchestrator}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(way)).AsSpan(0, 4))}.json");
            if (!File.Exists(file))
                await File.WriteAllTextAsync(file, $"[\n{string.Join(",\n", history.Events.Select(Line))}\n]\n");
        }
    }

    // Where code stood on somebody's machine decides nothing.
    private static string Line(HistoryEvent one)
    {
        var told = JsonNode.Parse(json.Serialize(one)) ?? throw new InvalidOperationException("An event that says nothing.");
        if (told["FailureDetails"] is JsonObject failure)
            failure["StackTrace"] = null;
        return told.ToJsonString();
    }

    // The engine in memory keeps them, and its client's call for them gives none.
    private static IEnumerable<RecordedHistory> HistoriesOf(DurableTaskTestHost host)
    {
        var sidecar = (IHost)Field(host, "sidecarHost");
        var store = (System.Collections.IDictionary)Field(Field(sidecar.Services.GetRequiredService<IOrchestrationService>(), "instanceStore"), "store");
        return store.Values.Cast<object>().Where(state => (bool)Property(state, "IsCompleted"))
            .Select(state => new RecordedHistory([.. ((JsonArray)Property(state, "HistoryEventsJson")).OfType<JsonNode>().Select(node => node.GetValue<HistoryEvent>())]));
    }

    private static object Field(object of, string name) => of.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(of) ?? throw new InvalidOperationException($"{of.GetType()} has no {name}.");

    private static object Property(object of, string name) => of.GetType().GetProperty(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)?.GetValue(of) ?? throw new InvalidOperationException($"{of.GetType()} has no {name}.");

    /// <summary>Plays it again, with the orchestrator as it is now.</summary>
    /// <returns>What it comes to; null where it wants to do more than the history has.</returns>
    public OrchestrationCompleteOrchestratorAction? Replay(string? by = null) => Play(Events.Where(one => one is not ExecutionCompletedEvent), by).OfType<OrchestrationCompleteOrchestratorAction>().SingleOrDefault();

    /// <summary>What the orchestrator as it is now would ask for otherwise, turn by turn: another step, or one with other words. What it says more than then is no difference.</summary>
    public IEnumerable<string> Differences()
    {
        var (from, turn) = (0, Events.TakeWhile(one => one is not OrchestratorCompletedEvent).Count());
        while (turn < Events.Count)
        {
            var asked = Events.Skip(from).Take(turn - from).Where(IsAsked).ToList();
            var asks = Play(Events.Take(turn).Where(one => !asked.Contains(one) && one is not ExecutionCompletedEvent), by: null).ToDictionary(action => action.Id);
            foreach (var then in asked.Where(then => !IsSame(then, asks.GetValueOrDefault(then.EventId))))
                yield return $"{then.EventId}: {Step(then)}";
            from = turn + 1;
            turn = from + Events.Skip(from).TakeWhile(one => one is not OrchestratorCompletedEvent).Count();
        }
    }

    private static bool IsAsked(HistoryEvent one) => one is TaskScheduledEvent or SubOrchestrationInstanceCreatedEvent or EventSentEvent or TimerCreatedEvent;

    private static bool IsSame(HistoryEvent then, OrchestratorAction? now) => (then, now) switch
    {
        (TaskScheduledEvent one, ScheduleTaskOrchestratorAction other) => one.Name == other.Name && Says(one.Input, other.Input),
        (SubOrchestrationInstanceCreatedEvent one, CreateSubOrchestrationAction other) => (one.Name, one.InstanceId) == (other.Name, other.InstanceId) && Says(one.Input, other.Input),
        (EventSentEvent one, SendEventOrchestratorAction other) => (one.Name, one.InstanceId) == (other.EventName, other.Instance?.InstanceId),
        (TimerCreatedEvent, CreateTimerOrchestratorAction) => true,
        _ => false,
    };

    private static bool Says(string? then, string? now) => then is null || now is null ? then == now : Holds(JsonNode.Parse(then), JsonNode.Parse(now));

    private static bool Holds(JsonNode? then, JsonNode? now) => (then, now) switch
    {
        (JsonObject one, JsonObject other) => one.All(field => Holds(field.Value, other[field.Key])),
        (JsonArray one, JsonArray other) => one.Count == other.Count && one.Zip(other).All(pair => Holds(pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(then, now),
    };

    private IEnumerable<OrchestratorAction> Play(IEnumerable<HistoryEvent> events, string? by)
    {
        var shim = new DurableTaskShimFactory(new DurableTaskWorkerOptions { DataConverter = InProcessEngine.Converter }, NullLoggerFactory.Instance).CreateOrchestration(Orchestrator, InProcessEngine.OrchestratorOf(by ?? Orchestrator));
        var state = new OrchestrationRuntimeState([.. events]);
        return new TaskOrchestrationExecutor(state, shim, BehaviorOnContinueAsNew.Carryover, ErrorPropagationMode.UseFailureDetails).Execute().Actions;
    }

    private static string Step(HistoryEvent one) => one switch
    {
        TaskScheduledEvent task => $"call {task.Name}",
        SubOrchestrationInstanceCreatedEvent sub => $"start {sub.Name}",
        EventSentEvent sent => $"send {sent.Name}",
        EventRaisedEvent raised => $"hear {raised.Name}",
        _ => one.EventType.ToString(),
    };
}
