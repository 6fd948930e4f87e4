using System.Collections.Concurrent;
using LocalHost.Functions;
using LocalHost.Wire;

namespace LocalHost.Durable;

/// <summary>A durable client binding: two functions with the same hub and connection are given the same client.</summary>
internal sealed record DurableClientBinding(string TaskHub, string Connection)
{
    /// <summary>The name of the emitted function that catches this client.</summary>
    public string FunctionName => $"LocalHost_Client_{TaskHub}_{string.Concat(Connection.Where(char.IsAsciiLetterOrDigit))}";

    public static DurableClientBinding Of(Binding binding) => new(binding.Text("taskHub") ?? "", binding.Text("connectionName") ?? "");
}

/// <summary>Gives invocations the durable clients that their functions ask for, as the extension itself describes them.</summary>
internal sealed class DurableClients
{
    private readonly ConcurrentDictionary<DurableClientBinding, Task<string>> known = new();
    private Func<DurableClientBinding, Task<string>>? describe;

    /// <summary>Tells where clients come from; until then no function with a durable client can run.</summary>
    public void Open(Func<DurableClientBinding, Task<string>> source) => Volatile.Write(ref describe, source);

    public async Task AddAsync(InvocationRequest request, FunctionDescription function, CancellationToken cancel)
    {
        foreach (var binding in function.DurableClients)
        {
            var source = Volatile.Read(ref describe) ?? throw new InvalidOperationException("The durable extension has not started.");
            var client = await known.GetOrAdd(DurableClientBinding.Of(binding), source).WaitAsync(cancel);
            request.InputData.Add(new ParameterBinding { Name = binding.Name, Data = new() { String = client } });
        }
    }
}
