using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Syncing;

/// <summary>
/// Digests of plans, SHA-256 in hex over a canonical form: every field with its length, in a fixed order, without times and
/// ids of the plan. The same state gives the same digest, at any time and on any machine.
/// </summary>
internal sealed class PlanDigest : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private PlanDigest(string kind) => Add(kind);

    public static string OfStored(IReadOnlyList<Member> members)
    {
        using var digest = new PlanDigest("members/1");
        foreach (var member in members.OrderBy(member => member.Id, StringComparer.Ordinal))
        {
            digest.Add(member.Id).Add(member.List.ToString()).Add(member.Presence.ToString()).Add(member.Stage.ToString());
            digest.Add(member.Facts).Add(member.Decision);
        }

        return digest.End();
    }

    public static string OfChanges(string baseVersion, IReadOnlyList<MemberChange> changes)
    {
        using var digest = new PlanDigest("plan/1");
        digest.Add(baseVersion);
        foreach (var change in changes)
        {
            digest.Add(change.MemberId).Add(change.Kind.ToString()).Add(change.List.ToString()).Add(change.Seen?.ToString()).Add(change.InvitationStage.ToString());
            digest.Add(change.Facts).Add(change.Decision);
        }

        return digest.End();
    }

    public static string OfLosses(IReadOnlyList<MemberLoss> losses)
    {
        using var digest = new PlanDigest("losses/2");
        // Who a person saw in the list, and not only which row of it: an account may be handed on, or matched, while a question waits.
        foreach (var loss in losses)
            digest.Add(loss.MemberId).Add(loss.Email is null ? null : EmailAddress.KeyOf(loss.Email)).Add(loss.RawRole).Add(loss.UserId);
        return digest.End();
    }

    public static string OfTexts(string kind, IEnumerable<string?> fields)
    {
        using var digest = new PlanDigest(kind);
        foreach (var field in fields)
            digest.Add(field);
        return digest.End();
    }

    public void Dispose() => hash.Dispose();

    private PlanDigest Add(MemberFacts facts) => Add(facts.SiteId).Add(facts.Email).Add(facts.Name).Add(facts.Role?.ToString()).Add(facts.RawRole)
        .Add(facts.IsOperator.ToString()).Add(facts.InvitationExpired.ToString())
        .Add(facts.LastActive?.UtcTicks.ToString(CultureInfo.InvariantCulture)).Add(facts.TwoFactor?.ToString());

    private PlanDigest Add(MemberDecision? decision) => decision is null
        ? Add((string?)null)
        : Add(decision.Status.ToString()).Add(decision.By.ToString()).Add(decision.UserId).Add(decision.HubRole?.ToString()).Add(decision.Reason)
            .Add(decision.ReviewOn?.ToString("O", CultureInfo.InvariantCulture));

    private PlanDigest Add(string? field)
    {
        Span<byte> length = stackalloc byte[4];
        var bytes = field is null ? null : Encoding.UTF8.GetBytes(field);
        BinaryPrimitives.WriteInt32BigEndian(length, bytes?.Length ?? -1);
        hash.AppendData(length);
        hash.AppendData(bytes ?? []);
        return this;
    }

    private string End() => Convert.ToHexStringLower(hash.GetHashAndReset());
}
