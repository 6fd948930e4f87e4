using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Seatkeeper.Functions.Tests.Accounts;

/// <summary>A body that begins once the server asks for it (<c>Expect: 100-continue</c>), and whose second half comes only when it is let go.</summary>
internal sealed class HeldContent : HttpContent
{
    private readonly byte[] text;
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HeldContent(string json)
    {
        text = Encoding.UTF8.GetBytes(json);
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>Ends once the first half was sent.</summary>
    public Task Begun => begun.Task;

    public void LetGo() => go.SetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var half = text.Length / 2;
        await stream.WriteAsync(text.AsMemory(0, half));
        await stream.FlushAsync();
        begun.SetResult();
        await go.Task;
        await stream.WriteAsync(text.AsMemory(half));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
