using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Access;

/// <summary>
/// Makes the workspace's Owner, and their first key, on a developer's machine. Where an Owner is there already, only the
/// same one, by address, is given the key: so starting again is harmless, and a lost key file can be made anew.
/// </summary>
internal sealed partial class BootstrapOwner(
    IOptions<BootstrapOptions> options, WorkspaceUsersTable users, ApiKeysTable keys, TimeProvider clock, ILogger<BootstrapOwner> log) : IHostedLifecycleService
{
    private static readonly TimeSpan keyLife = TimeSpan.FromDays(365);

    // Tables are there by now: they are made by a step that was registered before this one.
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var bootstrap = options.Value;
        if (bootstrap.OwnerKeyHash.Length == 0) return;
        var owner = await users.FindOwnerAsync(cancellationToken) ?? await AddOwnerAsync(bootstrap, cancellationToken);
        if (EmailAddress.KeyOf(owner.Email) != EmailAddress.KeyOf(bootstrap.OwnerEmail))
        {
            OtherOwner(log);
            return;
        }

        var hash = bootstrap.OwnerKeyHash.ToLowerInvariant();
        var now = clock.GetUtcNow();
        await keys.AddAsync(
            new ApiKey(ApiKeySecret.IdOf(hash), hash, "First key", owner.Id, owner.Name, IsPerson: true, owner.Id, WorkspaceRole.Owner, now, now + keyLife), cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<DirectoryPerson> AddOwnerAsync(BootstrapOptions bootstrap, CancellationToken cancel)
    {
        var id = PersonId.OfAddress(bootstrap.OwnerEmail);
        var known = await users.FindAsync(id, cancel);
        var owner = new DirectoryPerson(
            id, WorkspaceUserKind.Directory, bootstrap.OwnerName, known?.Username, bootstrap.OwnerEmail.Trim(), known?.Aliases ?? [], WorkspaceRole.Owner, Active: true, known?.Tag ?? default)
        { Directory = known?.Directory };
        await users.SaveAsync([owner], cancel);
        OwnerMade(log, owner.Id);
        return owner;
    }

    [LoggerMessage(LogLevel.Information, "Made the workspace's Owner, {OwnerId}")]
    private static partial void OwnerMade(ILogger log, string ownerId);

    [LoggerMessage(LogLevel.Warning, "The workspace has another Owner than Bootstrap__OwnerEmail names; the setting is ignored")]
    private static partial void OtherOwner(ILogger log);
}
