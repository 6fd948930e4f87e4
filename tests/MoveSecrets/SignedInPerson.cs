using Azure.Core;
using Azure.Identity;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.MoveSecrets;

/// <summary>
/// Whoever is signed in at this terminal, for example with the Azure CLI. Where nobody is, that is told to a person: the app's store would
/// speak of a managed identity, which nobody has here.
/// </summary>
internal sealed class SignedInPerson(TokenCredential found) : TokenCredential
{
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        try
        {
            return found.GetToken(requestContext, cancellationToken);
        }
        catch (AuthenticationFailedException)
        {
            throw Nobody();
        }
    }

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        try
        {
            return await found.GetTokenAsync(requestContext, cancellationToken);
        }
        catch (AuthenticationFailedException)
        {
            throw Nobody();
        }
    }

    // Without the cause, which names a dozen ways to sign in that were not found.
    private static StepFailedException Nobody() => new(
        "No token for the key vault could be had: nobody is signed in here, or the sign-in has ended.",
        "Sign in (az login) as somebody who may set and read secrets in the vault, and run the command again: what was copied stays.");
}
