using System.Text.Json;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Setup;
using Spectre.Console;

namespace Seatkeeper.SignIn;

/// <summary>What a person's sign-in may use: the account's address, and the call that takes its session. Nothing is kept on this machine.</summary>
internal sealed class UploadingRun(SeatkeeperClient client, AccountResponse account, DateTimeOffset deadline) : IAutomationRun
{
    public string AccountId => account.Id;

    public string? Username => account.Username;

    public DateTimeOffset Deadline => deadline;

    public async Task<string> SaveSessionAsync(string storageState, SessionOrigin? origin, CancellationToken cancel)
    {
        var session = JsonSerializer.Deserialize<UploadSessionRequest>(storageState, SeatkeeperClient.Json) is { } state && origin is not null
            ? state with { SignedIn = new SessionSignIn(origin.WithWindow, origin.Browser) }
            : throw new InvalidOperationException("A person's session tells what it was made in.");
        await client.SendAsync<object>(HttpMethod.Put, $"accounts/{account.Id}/session", session, cancel);
        return "uploaded";
    }

    public void Report(string message) => Steps.Say($"  [grey]{Markup.Escape(message)}[/]");

    public Task<StoredSession?> LoadSessionAsync(CancellationToken cancel) => Task.FromResult<StoredSession?>(null);

    // The person knows the password; the app keeps it, and tells it to nobody.
    public Task<AppCredentials> GetCredentialsAsync(CancellationToken cancel) => throw new NotSupportedException();

    public Task<SignInRecord> GetSignInRecordAsync(CancellationToken cancel) => throw new NotSupportedException();

    public Task SaveSignInRecordAsync(SignInRecord record, CancellationToken cancel) => throw new NotSupportedException();

    public Task<string> SaveEvidenceAsync(Evidence evidence, CancellationToken cancel) => throw new NotSupportedException();
}
