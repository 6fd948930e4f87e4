using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Functions.Tokens;

/// <summary>What a valid token says.</summary>
/// <param name="ObjectId">Who it was given to, by their id in the tenant.</param>
/// <param name="AppId">The program that it was given to.</param>
/// <param name="IsPerson">False where a program has it for itself.</param>
/// <param name="Role">The highest of the app's roles in it; null where it has none.</param>
/// <param name="Name">What they are called; for people to read, it decides nothing.</param>
/// <param name="Username">Their sign-in name; it decides nothing either, for it changes.</param>
public sealed record EntraToken(string ObjectId, string AppId, bool IsPerson, WorkspaceRole? Role, string Name, string Username);

/// <summary>Validates access tokens of the tenant. Whatever is wrong with one, the answer is the same.</summary>
public sealed class EntraTokens(EntraKeys keys, IOptions<EntraOptions> options, TimeProvider clock)
{
    private const int LongestToken = 16 * 1024;
    private const string RolePrefix = "Workspace.";

    private static readonly TimeSpan skew = TimeSpan.FromMinutes(1);
    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = LongestToken };

    /// <summary>Whether tokens are taken at all.</summary>
    public bool AreTaken => options.Value.IsOn;

    /// <summary>What the token says, or null where it is not valid.</summary>
    /// <exception cref="AppFailureException">The issuer's keys cannot be had, so nobody knows.</exception>
    public async Task<EntraToken?> ReadAsync(string text, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(text);
        // What is no signed token at all is not worth asking anybody for keys.
        if (text.Length > LongestToken || text.Count(c => c == '.') != 2)
            return null;
        var known = await keys.GetAsync(cancel);
        var result = await handler.ValidateTokenAsync(text, Rules(known));
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
            result = await handler.ValidateTokenAsync(text, Rules(await keys.GetAgainAsync(known, cancel)));
        return result is { IsValid: true, SecurityToken: JsonWebToken token } ? Read(token) : null;
    }

    private TokenValidationParameters Rules(IReadOnlyList<JsonWebKey> known) => new()
    {
        // Nothing but the issuer's own kind of signature: not none, and nothing that takes a public key for a shared one.
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        RequireSignedTokens = true,
        IssuerSigningKeyResolver = (_, _, kid, _) => known.Where(key => key.Kid == kid),
        TryAllIssuerSigningKeys = false,
        ValidateIssuerSigningKey = true,
        ValidIssuers = [options.Value.Issuer, options.Value.IssuerOfVersion1],
        ValidAudiences = options.Value.Audiences,
        LifetimeValidator = (from, until, _, _) => IsNow(from, until),
    };

    private bool IsNow(DateTime? from, DateTime? until)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return from is { } begins && begins <= now + skew && until is { } ends && ends > now - skew;
    }

    private EntraToken? Read(JsonWebToken token)
    {
        var (objectId, tenant, subject) = (Text(token, "oid"), Text(token, "tid"), token.Subject);
        if (tenant != options.Value.TenantId || !Guid.TryParseExact(objectId, "D", out _))
            return null;
        var appId = Text(token, "azp") is { Length: > 0 } azp ? azp : Text(token, "appid");
        // A person's token says what the program may do in their name. A program's own is about the program. What is neither, such as a token
        // that only proves a sign-in, or both, was never meant for an API.
        var isPerson = Text(token, "scp").Length > 0;
        var isProgram = subject == objectId && Text(token, "idtyp") is "" or "app";
        if (!Guid.TryParseExact(appId, "D", out _) || isPerson == isProgram)
            return null;
        var username = Text(token, "preferred_username") is { Length: > 0 } preferred ? preferred : Text(token, "upn");
        return new EntraToken(objectId.ToLowerInvariant(), appId.ToLowerInvariant(), isPerson, RoleOf(token), Text(token, "name"), username);
    }

    private static WorkspaceRole? RoleOf(JsonWebToken token) =>
        token.Claims.Where(claim => claim.Type == "roles" && claim.Value.StartsWith(RolePrefix, StringComparison.Ordinal))
            .Select(claim => Enum.GetValues<WorkspaceRole>().Where(role => role.ToString() == claim.Value[RolePrefix.Length..]).Select(role => (WorkspaceRole?)role).FirstOrDefault())
            .Max();

    private static string Text(JsonWebToken token, string claim) => token.TryGetPayloadValue<string>(claim, out var text) ? text ?? "" : "";
}
