using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Seatkeeper.Dev.Processes;

namespace Seatkeeper.EndToEnd.Tests.Parts;

/// <summary>Somebody's server that takes webhooks, and keeps them for the test.</summary>
internal sealed class WebhookListener : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly Channel<Webhook> calls = Channel.CreateUnbounded<Webhook>();
    private readonly Task serving;

    public WebhookListener()
    {
        Address = $"http://127.0.0.1:{FreePorts.Next().ToString(CultureInfo.InvariantCulture)}/";
        listener.Prefixes.Add(Address);
        listener.Start();
        serving = ServeAsync();
    }

    public string Address { get; }

    /// <summary>The next call, which may take a while.</summary>
    public async Task<Webhook> NextAsync() => await calls.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Deployment.Patience);

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await serving;
    }

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                var call = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await call.Request.InputStream.CopyToAsync(body);
                calls.Writer.TryWrite(new Webhook(call.Request.Headers["Seatkeeper-Timestamp"] ?? "", call.Request.Headers["Seatkeeper-Signature"] ?? "", body.ToArray()));
                call.Response.StatusCode = 204;
                call.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}

/// <summary>One call.</summary>
internal sealed record Webhook(string Timestamp, string Signature, byte[] Body)
{
    public JsonNode Json => JsonNode.Parse(Body) ?? throw new InvalidDataException("The body is null.");

    public bool IsSignedWith(string secret) =>
        Signature == $"v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), Encoding.ASCII.GetBytes(Timestamp + ".").Concat(Body).ToArray()))}";
}
