using FluentValidation;
using Microsoft.Extensions.Options;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Access;

/// <summary>Who calls with a key.</summary>
/// <param name="Id">Their id; a service principal's begins with <c>service:</c>, which no person's can.</param>
/// <param name="Name">Their name.</param>
/// <param name="IsPerson">False for a service principal.</param>
public sealed record ApiKeyHolder(string Id, string Name, bool IsPerson);

/// <summary>Finds whom a new key is for, and refuses where the caller may not make keys for them.</summary>
public sealed class ApiKeyHolders(WorkspaceUsersTable users, IOptions<StorageOptions> storage)
{
    internal const string ServicePrefix = "service:";

    /// <summary>The holder that a request names; the caller where it names nobody.</summary>
    public async Task<ApiKeyHolder> FindAsync(Caller caller, CreateApiKeyRequest body, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(body);
        if (body.ServicePrincipal is { } service)
        {
            caller.Require(AccessRules.MayIssueServiceKeys(caller.Role), "make keys for service principals");
            return new(ServicePrefix + service, service, IsPerson: false);
        }

        if (body.UserId is null || body.UserId == caller.Id) return new(caller.Id, caller.Name, IsPerson: true);
        caller.Require(AccessRules.MayIssueKeysForOthers(caller.Role, storage.Value.IsDevelopment), "make keys for another person");
        return await users.FindAsync(body.UserId, cancel) is { Active: true } person
            ? new(person.Id, person.Name, IsPerson: true)
            : throw FieldErrors.One("userId", "names nobody in the workspace.");
    }

    /// <summary>The most that a key gives now: the least of what the directory says of whoever makes it and whoever holds it. A token's role is not among it.</summary>
    public async Task<WorkspaceRole> MostAsync(Caller issuer, ApiKeyHolder holder, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(holder);
        var most = await RoleOfAsync(issuer.Id, cancel);
        return holder.IsPerson && holder.Id != issuer.Id ? AccessRules.Lesser(most, await RoleOfAsync(holder.Id, cancel)) : most;
    }

    private async Task<WorkspaceRole> RoleOfAsync(string id, CancellationToken cancel) => (await users.FindAsync(id, cancel))?.Role ?? WorkspaceRole.LoginOnly;
}

internal sealed class CreateApiKeyRules : AbstractValidator<CreateApiKeyRequest>
{
    public CreateApiKeyRules()
    {
        RuleFor(key => key.Name).Must(name => name?.Trim() is { Length: >= 1 and <= 80 } text && !text.Any(char.IsControl))
            .WithMessage("must be 1 to 80 characters, without control characters.");
        RuleFor(key => key.ServicePrincipal).Must(name => name is null || (name.Length is >= 1 and <= 60 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')))
            .WithMessage("must be 1 to 60 ASCII letters, digits, hyphens, underscores or dots.");
        RuleFor(key => key.UserId).Must((key, userId) => userId is null || key.ServicePrincipal is null).WithMessage("cannot be there together with servicePrincipal.");
        RuleFor(key => key.Role).Must(role => role is null || Enum.GetNames<WorkspaceRole>().Contains(role, StringComparer.Ordinal))
            .WithMessage($"must be one of {string.Join(", ", Enum.GetNames<WorkspaceRole>())}.");
        RuleFor(key => key.ExpiresInDays).Must(days => days is null or (>= 1 and <= 365)).WithMessage("must be 1 to 365.");
    }
}
