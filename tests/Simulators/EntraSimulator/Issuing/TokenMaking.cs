using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Seatkeeper.EntraSimulator.Hosting;

namespace Seatkeeper.EntraSimulator.Issuing;

/// <summary>Tokens, right ones and wrong ones.</summary>
public static class TokenMaking
{
    private static readonly TimeSpan life = TimeSpan.FromHours(4);

    /// <summary>A key that signs tokens.</summary>
    public static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") };

    extension(RunningIssuer issuer)
    {
        /// <summary>A person's token of version 2 with the role User, but for what is changed.</summary>
        /// <param name="objectId">The person.</param>
        /// <param name="change">Changes claims.</param>
        /// <param name="key">What it is signed with; null for the issuer's present key.</param>
        /// <param name="algorithm">How; <c>none</c> for no signature.</param>
        public string Token(string objectId, Action<Dictionary<string, object>>? change = null, SecurityKey? key = null, string algorithm = SecurityAlgorithms.RsaSha256)
        {
            ArgumentNullException.ThrowIfNull(issuer);
            var now = TimeProvider.System.GetUtcNow();
            var claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["iss"] = issuer.Issuer,
                ["aud"] = RunningIssuer.ClientId,
                ["iat"] = now.ToUnixTimeSeconds(),
                ["nbf"] = now.ToUnixTimeSeconds(),
                ["exp"] = (now + life).ToUnixTimeSeconds(),
                ["tid"] = RunningIssuer.Tenant,
                ["oid"] = objectId,
                ["sub"] = "pairwise-subject",
                ["azp"] = "11111111-2222-3333-4444-555555555555",
                ["scp"] = "access",
                ["ver"] = "2.0",
                ["name"] = "Tess Token",
                ["preferred_username"] = "tess@example.com",
                ["roles"] = new[] { "Workspace.User" },
            };
            change?.Invoke(claims);
            var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
            return handler.CreateToken(new SecurityTokenDescriptor { Claims = claims, SigningCredentials = algorithm == "none" ? null : new SigningCredentials(key ?? issuer.Key, algorithm) });
        }

        /// <summary>A person's token with a role of the app.</summary>
        public string TokenOf(string objectId, string role, string name, string username) => issuer.Token(objectId, claims =>
        {
            claims["roles"] = new[] { $"Workspace.{role}" };
            claims["name"] = name;
            claims["preferred_username"] = username;
        });

        /// <summary>A program's own token: it has nobody's scope, and is its own subject.</summary>
        public string TokenOfProgram(string objectId, string role) => issuer.Token(objectId, claims =>
        {
            claims["sub"] = objectId;
            claims["idtyp"] = "app";
            claims["roles"] = new[] { $"Workspace.{role}" };
            foreach (var claim in new[] { "scp", "name", "preferred_username" })
                claims.Remove(claim);
        });
    }
}
