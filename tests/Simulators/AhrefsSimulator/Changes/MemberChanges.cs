using Seatkeeper.AhrefsSimulator.Model;

namespace Seatkeeper.AhrefsSimulator.Changes;

/// <summary>What can happen to a member. The Owner is refused before this.</summary>
internal static class MemberChanges
{
    public static Member ChangeRole(Hand hand, Member member, AccessLevel role)
    {
        var changed = member with { Role = role };
        hand.Workspace.Put(changed);
        hand.Effect("roleChanged", member.Email, new { role = member.Role.ToString() }, new { role = role.ToString() });
        return changed;
    }

    /// <summary>Access ends at once; keys that the person made die with it, and the seat stays paid for the period.</summary>
    public static void Remove(Hand hand, Member member)
    {
        hand.Workspace.Remove(member);
        hand.Effect("memberRemoved", member.Email, new { role = member.Role.ToString() }, after: null);
        SeatChanges.Vacate(hand);
        for (var i = 0; i < hand.Workspace.ApiKeys.Count; i++)
        {
            var key = hand.Workspace.ApiKeys[i];
            if (key.Revoked || !key.CreatedBy.Equals(member.Email, StringComparison.OrdinalIgnoreCase)) continue;
            hand.Workspace.ApiKeys[i] = key with { Revoked = true };
            hand.Effect("apiKeyRevoked", member.Email, new { key = key.Id }, after: null);
        }
    }

    /// <summary>Members without a second factor are signed out at once.</summary>
    public static int SetRequire2fa(Hand hand, bool enabled)
    {
        var before = hand.Workspace.Settings.Require2fa;
        hand.Workspace.Settings = hand.Workspace.Settings with { Require2fa = enabled };
        hand.Effect("require2faChanged", hand.Workspace.Id, new { enabled = before }, new { enabled });
        if (!enabled) return 0;
        var without = hand.Workspace.Members.Where(m => !m.TwoFactor).ToList();
        foreach (var member in without.Where(m => hand.World.FindAccount(m.Email) is { TotpSecret: null })) hand.World.Sessions.Revoke(member.Email);
        return without.Count;
    }
}
