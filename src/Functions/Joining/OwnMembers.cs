using System.Security.Cryptography;
using System.Text;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Joining;

/// <summary>Whom a person is in a hub, so that they connect the account of that member and no other.</summary>
public sealed class OwnMembers(MembersTable members)
{
    /// <summary>The id of a person's own account in a hub; there is one of each, so whoever inserts it first has it.</summary>
    public static string AccountIdOf(string hubId, string personId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"own\n{hubId}\n{personId}")).AsSpan(0, 16));

    /// <summary>The members that the caller is matched to and has an account of by now.</summary>
    /// <exception cref="RefusedException">There is none, or the invitation is not accepted yet.</exception>
    public async Task<IReadOnlyList<Member>> RequireAsync(HubCall call, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(call);
        // The automation account is nobody's own, whoever's address it has.
        var mine = (await members.LoadMatchedAsync(call.Hub.Id, call.Caller.Id, cancel)).Select(stored => stored.Member)
            .Where(member => member.Decision.IsMatched && !member.Facts.IsOperator).ToList();
        if (mine.Count == 0)
            throw new RefusedException(RefusalKind.NotAllowed, "You are matched to no member of this hub, so there is no account of yours to connect. Its Owners match people.");
        var confirmed = mine.Where(member => member.Presence == Presence.Confirmed).ToList();
        return confirmed.Count > 0 ? confirmed : throw new RefusedException(RefusalKind.StageNotAllowed, "Accept the invitation first; the next check for updates sees that you did.");
    }

    /// <summary>Whether an address is that of one of the members; of members without an address nobody can tell.</summary>
    public static bool IsOneOf(IReadOnlyList<Member> mine, string username) =>
        mine.Any(member => member.Facts.Email is not { } email || EmailAddress.KeyOf(email) == EmailAddress.KeyOf(username));
}
