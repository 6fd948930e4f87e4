using System.Collections.Concurrent;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Tests.Testing;

/// <summary>Stands between the app's tables and their storage, and breaks one transaction or write on purpose: before it is sent, or after it was done.</summary>
internal sealed class StorageFaults : HttpPipelinePolicy
{
    private readonly Lock gate = new();
    private string? marker;
    private int left;
    private bool afterwards;
    private bool alone;
    private int answer;
    private string? held;
    private TaskCompletionSource nextWrite = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called where storage did not answer, before whoever asked hears of it. Nothing is tried twice by the client then.</summary>
    public Func<Task>? WhenAway { get; set; }

    /// <summary>Called with the text of a single row that was sent to be written, before whoever wrote it goes on.</summary>
    public Func<string, Task>? WhenWritten { get; set; }

    /// <summary>Called with the path and query of what storage is asked for, before it is asked.</summary>
    public Func<string, Task>? WhenAsked { get; set; }

    /// <summary>What was asked of storage, by the queries of the addresses.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Ends with the app's next write: what was read before may be another then.</summary>
    public Task NextWrite => Volatile.Read(ref nextWrite).Task;

    /// <summary>True once the fault has happened.</summary>
    public bool Happened { get; private set; }

    /// <summary>The app's tables behind it.</summary>
    public TableServiceClient Tables(IServiceProvider provider)
    {
        var options = new TableClientOptions();
        if (WhenAway is not null) options.Retry.MaxRetries = 0;
        options.AddPolicy(this, HttpPipelinePosition.PerCall);
        return new TableServiceClient(provider.GetRequiredService<IOptions<StorageOptions>>().Value.ConnectionString, options);
    }

    /// <summary>Breaks the n-th transaction whose text holds the marker; 412 is that of somebody else's being faster.</summary>
    public void Break(string textInBatch, int nth, bool whenDone = false, int status = 500)
    {
        lock (gate) (marker, left, afterwards, alone, answer, Happened) = (textInBatch, nth, whenDone, false, status, false);
    }

    /// <summary>Breaks the n-th write of a single row whose text holds the marker.</summary>
    public void BreakWrite(string textInRow, int nth = 1, bool whenDone = false)
    {
        lock (gate) (marker, left, afterwards, alone, answer, Happened) = (textInRow, nth, whenDone, true, 500, false);
    }

    /// <summary>Never answers writes of single rows whose text holds the marker; null answers again.</summary>
    public void HoldWrites(string? textInRow)
    {
        lock (gate) held = textInRow;
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (message.Request.Method == RequestMethod.Get) await AskAsync(message.Request.Uri);
        if (IsHeld(message)) await Task.Delay(Timeout.Infinite, message.CancellationToken);
        var breaks = IsMeant(message);
        var written = WhenWritten is not null && message.Request.Content is { } row && !IsBatch(message) ? TextOf(row) : null;
        if (breaks && !afterwards) throw new RequestFailedException(answer, "broken on purpose, before it was sent");
        try
        {
            await ProcessNextAsync(message, pipeline);
        }
        catch (Exception e) when (WhenAway is not null && StorageTrouble.IsAway(e))
        {
            await WhenAway();
            throw;
        }

        if (message.Request.Method != RequestMethod.Get)
            Interlocked.Exchange(ref nextWrite, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        if (written is not null && WhenWritten is { } tell) await tell(written);
        if (breaks) throw new RequestFailedException(answer, "broken on purpose, after it was done");
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);

    private async Task AskAsync(RequestUriBuilder address)
    {
        Asked.Enqueue(Uri.UnescapeDataString(address.Query));
        if (WhenAsked is { } tell) await tell(Uri.UnescapeDataString(address.PathAndQuery));
    }

    private bool IsMeant(HttpMessage message)
    {
        lock (gate)
        {
            if (marker is null || message.Request.Content is null || IsBatch(message) == alone) return false;
            if (!TextOf(message.Request.Content).Contains(marker, StringComparison.Ordinal) || --left > 0) return false;
            marker = null;
            return Happened = true;
        }
    }

    private bool IsHeld(HttpMessage message)
    {
        lock (gate) return held is not null && message.Request.Content is { } content && !IsBatch(message) && TextOf(content).Contains(held, StringComparison.Ordinal);
    }

    private static bool IsBatch(HttpMessage message) => message.Request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal);

    private static string TextOf(RequestContent content)
    {
        using var body = new MemoryStream();
        content.WriteTo(body, CancellationToken.None);
        return System.Text.Encoding.UTF8.GetString(body.ToArray());
    }
}
