using System.Collections.Concurrent;
using System.ComponentModel;
using LocalHost.Functions;
using LocalHost.Wire;
using LocalHost.Workers;
using Newtonsoft.Json;

namespace LocalHost.Durable;

/// <summary>Where the calls of the emitted functions arrive. Public only because emitted code must be able to name it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DurableCalls
{
    // Dates stay the text that they were: reading them would rewrite them.
    private static readonly JsonSerializerSettings Unread = new() { DateParseHandling = DateParseHandling.None };

    private readonly ConcurrentDictionary<string, string> clients = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, FunctionDescription> functions;
    private readonly WorkerInvoker invoker;
    private readonly DurableClients bindings;

    internal DurableCalls(IEnumerable<FunctionDescription> functions, WorkerInvoker invoker, DurableClients bindings)
    {
        this.functions = functions.ToDictionary(function => function.Name, StringComparer.Ordinal);
        this.invoker = invoker;
        this.bindings = bindings;
    }

    /// <summary>Passes an orchestrator's, entity's or activity's call on to the worker.</summary>
    /// <param name="name">The function.</param>
    /// <param name="input">What the extension hands over: base64 protobuf for orchestrators and entities, JSON for activities.</param>
    /// <param name="cancel">Cancelled when the host stops.</param>
    /// <returns>What the worker answered, in the form that the extension expects.</returns>
    public async Task<object?> RunAsync(string name, string? input, CancellationToken cancel)
    {
        var function = functions[name];
        var request = function.NewInvocation();
        request.InputData.Add(new ParameterBinding { Name = function.Trigger.Name, Data = input is null ? new() : new() { String = input } });
        await bindings.AddAsync(request, function, cancel);
        var result = await invoker.InvokeAsync(function, request, cancel);
        return result?.DataCase switch
        {
            TypedData.DataOneofCase.String => result.String,
            TypedData.DataOneofCase.Json => JsonConvert.DeserializeObject(result.Json, Unread),
            TypedData.DataOneofCase.Bytes => result.Bytes.ToByteArray(),
            TypedData.DataOneofCase.Int => result.Int,
            TypedData.DataOneofCase.Double => result.Double,
            _ => null,
        };
    }

    /// <summary>Keeps what the extension would hand to a durable client parameter.</summary>
    /// <param name="binding">Which binding it is for.</param>
    /// <param name="client">The extension's own JSON.</param>
    public void Remember(string binding, string client) => clients[binding] = client;

    internal string? Remembered(string binding) => clients.GetValueOrDefault(binding);
}

/// <summary>What every emitted function class inherits. Public only because emitted code must be able to name it.</summary>
/// <param name="calls">Where calls go.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class DurableFunctions(DurableCalls calls)
{
    /// <summary>The body of every emitted orchestrator, entity and activity.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="input">What the extension hands over.</param>
    /// <param name="cancel">Cancelled when the host stops.</param>
    /// <returns>The worker's answer.</returns>
    protected Task<object?> RunAsync(string function, string? input, CancellationToken cancel) => calls.RunAsync(function, input, cancel);

    /// <summary>The body of the emitted functions that catch a durable client's JSON.</summary>
    /// <param name="binding">Which binding it is for.</param>
    /// <param name="client">The extension's own JSON.</param>
    protected void Remember(string binding, string client) => calls.Remember(binding, client);
}
