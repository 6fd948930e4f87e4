using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Grpc.Core;
using LocalHost.Wire;

namespace LocalHost.Workers;

/// <summary>The conversation with one worker process: replies are matched by request id, invocations by invocation id.</summary>
internal sealed class WorkerChannel(string workerId, WorkerLog log)
{
    private readonly Channel<StreamingMessage> outbound = Channel.CreateUnbounded<StreamingMessage>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> replies = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<InvocationResponse>> invocations = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource closed = new();

    public string WorkerId => workerId;

    /// <summary>Ends when the worker has opened its stream.</summary>
    public Task Started => started.Task;

    public bool IsClosed => closed.IsCancellationRequested;

    /// <summary>The worker's own HTTP address, known once it is initialised; null for an app without HTTP.</summary>
    public Uri? HttpAddress { get; set; }

    /// <summary>Carries messages both ways until one side ends.</summary>
    public async Task RunAsync(IAsyncStreamReader<StreamingMessage> inbound, IAsyncStreamWriter<StreamingMessage> writer, CancellationToken cancel)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel, closed.Token);
        var writing = WriteAsync(writer, ended.Token);
        started.TrySetResult();
        try
        {
            while (await inbound.MoveNext(ended.Token))
                Receive(inbound.Current);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or RpcException)
        {
            // The stream's end, however it comes, is told to those who wait by closing.
        }
        finally
        {
            Close("The worker closed its stream.");
            await writing;
        }
    }

    /// <summary>Sends a message and waits for the worker's reply to it.</summary>
    public async Task<StreamingMessage> AskAsync(StreamingMessage message, CancellationToken cancel)
    {
        var reply = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        message.RequestId = Guid.NewGuid().ToString();
        replies[message.RequestId] = reply;
        if (!outbound.Writer.TryWrite(message))
            throw new WorkerProcessExitException("The worker is gone.");
        return await reply.Task.WaitAsync(cancel);
    }

    /// <summary>Runs a function. Cancelling asks the worker to cancel the function's token; the answer is awaited all the same.</summary>
    /// <exception cref="WorkerFunctionException">The function failed.</exception>
    /// <exception cref="WorkerProcessExitException">The worker died.</exception>
    public async Task<TypedData?> InvokeAsync(string function, InvocationRequest request, CancellationToken cancel)
    {
        var answer = new TaskCompletionSource<InvocationResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        invocations[request.InvocationId] = answer;
        log.Begin(request.InvocationId, function);
        // Without a trace context, even an empty one, the worker fails with a null reference.
        request.TraceContext = new() { TraceParent = Activity.Current?.Id ?? "", TraceState = Activity.Current?.TraceStateString ?? "" };
        if (IsClosed || !outbound.Writer.TryWrite(new() { InvocationRequest = request }))
            Fail(request.InvocationId, "The worker is gone.");
        using var registration = cancel.Register(() => outbound.Writer.TryWrite(new() { InvocationCancel = new() { InvocationId = request.InvocationId } }));
        try
        {
            var response = await answer.Task;
            return response.Result.Status == StatusResult.Types.Status.Success ? response.ReturnValue : throw new WorkerFunctionException(response.Result);
        }
        finally
        {
            log.End(request.InvocationId);
        }
    }

    public void Terminate() => outbound.Writer.TryWrite(new() { WorkerTerminate = new() });

    /// <summary>Ends the conversation; whoever waits is told that the worker is gone.</summary>
    public void Close(string reason)
    {
        closed.Cancel();
        outbound.Writer.TryComplete();
        foreach (var id in invocations.Keys)
            Fail(id, reason);
        foreach (var reply in replies.Values)
            reply.TrySetException(new WorkerProcessExitException(reason));
        started.TrySetException(new WorkerProcessExitException(reason));
    }

    private async Task WriteAsync(IAsyncStreamWriter<StreamingMessage> writer, CancellationToken cancel)
    {
        try
        {
            await foreach (var message in outbound.Reader.ReadAllAsync(cancel))
                await writer.WriteAsync(message, cancel);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or RpcException or InvalidOperationException)
        {
            // The reading side notices the same end and closes.
        }
    }

    private void Receive(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.RpcLog:
                log.Write(message.RpcLog);
                break;
            case StreamingMessage.ContentOneofCase.InvocationResponse:
                if (invocations.TryRemove(message.InvocationResponse.InvocationId, out var answer))
                    answer.TrySetResult(message.InvocationResponse);
                break;
            default:
                if (replies.TryRemove(message.RequestId, out var reply))
                    reply.TrySetResult(message);
                break;
        }
    }

    private void Fail(string invocationId, string reason)
    {
        if (invocations.TryRemove(invocationId, out var answer))
            answer.TrySetException(new WorkerProcessExitException(reason));
    }
}
