using Seatkeeper.Contracts;
using Seatkeeper.Domain.Guards;
using Seatkeeper.Domain.Syncing;

namespace Seatkeeper.Functions.Automation;

/// <summary>Writes down what a person is asked when the guard trips.</summary>
internal static class ApprovalQuestions
{
    /// <summary>The most members that a question lists; the rest is counted.</summary>
    private const int MostListed = 1_000;

    /// <summary>The question; until when it is open is known when it is asked.</summary>
    public static ApprovalRequest Of(string digest, GuardVerdict verdict, IReadOnlyList<MemberLoss> losses)
    {
        var wouldGo = losses.Take(MostListed).Select(loss => new ReportEntry(loss.MemberId, loss.Email, "Loss", $"{loss.Name ?? loss.Email} ({loss.RawRole})")).ToList();
        return new ApprovalRequest(digest, verdict.Sentence, wouldGo, losses.Count, DateTimeOffset.UnixEpoch);
    }
}
