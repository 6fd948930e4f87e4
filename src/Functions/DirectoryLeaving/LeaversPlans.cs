using System.Security.Cryptography;
using System.Text;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Guards;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.DirectorySync;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.DirectoryLeaving;

/// <summary>Plans who leaves because the directory says that they are out, and who comes back; with the guard that stands before any loss.</summary>
public sealed class LeaversPlans(WorkspaceUsersTable users, GuardLedgerTable ledger, CheckBlobs blobs, DirectorySyncs syncs, TimeProvider clock)
{
    private const int MostListed = 1_000;

    /// <summary>Makes the plan, and the question to a person where the guard trips, or where one is open: what a person was asked about happens by their answer alone, also where fewer would leave by now.</summary>
    internal async Task<PlannedLeavers> MakeAsync(string taskId, CancellationToken cancel)
    {
        var everybody = (await users.ReadAllAsync(cancel)).Where(person => person.Directory is not null).OrderBy(person => person.Id, StringComparer.Ordinal).ToList();
        var leaving = everybody.Where(IsLeaving).ToList();
        var plan = new LeaversPlan(
            [.. leaving.Select(person => person.Id)],
            [.. everybody.Where(IsReturning).Select(person => person.Id)],
            [.. everybody.Where(person => person is { Active: true, Role: WorkspaceRole.Owner, Directory.IsOut: true }).Select(person => person.Id)],
            DigestOf(leaving),
            everybody.Count(person => person.Active));
        var open = leaving.Count == 0 ? null : await syncs.FindQuestionAsync(taskId, cancel);
        // What was answered is carried out first: who is to stay is kept by then, and who is to leave has left.
        if (open is { Decision: not null } or { Cancellation: not null })
            return new PlannedLeavers(Trouble: new StepTrouble(NotBefore: clock.GetUtcNow()));
        var stored = await blobs.WriteAsync(DirectoryReading.Ground, "leavers", plan, cancel);
        var verdict = LossGuard.Judge(plan.Digest, leaving.Count, plan.People, await ledger.ReadAsync(DirectoryReading.Ground, cancel), GuardThresholds.Default);
        var reason = verdict.Tripped ? $"{leaving.Count} of {plan.People} people of the directory would leave the workspace, more than the guard's limits within 24 hours."
            : open is not null ? $"{leaving.Count} of {plan.People} people of the directory would leave the workspace, and a question about leavers was open ({open.Id})." : null;
        var question = reason is null ? null : await AskAsync(plan, leaving, reason, cancel);
        return new PlannedLeavers(stored, plan.Digest, leaving.Count, question)
        {
            Deadline = verdict.Tripped ? null : open?.Deadline,
            Returns = question is null ? null : await blobs.WriteAsync(DirectoryReading.Ground, "leavers", plan with { Leaving = [], Digest = DigestOf([]) }, cancel),
        };
    }

    /// <summary>A plan that was made.</summary>
    internal Task<LeaversPlan> ReadAsync(string stored, CancellationToken cancel) => blobs.ReadAsync<LeaversPlan>(stored, cancel);

    /// <summary>Counts the losses of a plan before any of them happens.</summary>
    /// <returns>False where the guard trips.</returns>
    internal async Task<bool> TryReserveAsync(LeaversPlan plan, bool approved, CancellationToken cancel) =>
        !(await ledger.ReserveAsync(DirectoryReading.Ground, new LossReservation(plan.Digest, plan.Leaving.Count, plan.People, GuardThresholds.Default, approved), cancel)).Tripped;

    /// <summary>Gives back what did not happen.</summary>
    internal Task SettleAsync(LeaversPlan plan, int left, CancellationToken cancel) => ledger.SettleAsync(DirectoryReading.Ground, plan.Digest, left, cancel);

    /// <summary>Whether somebody is to leave: the directory says so, and no person said that they stay.</summary>
    internal static bool IsLeaving(DirectoryPerson person) => person is { Active: true, Directory: { IsOut: true, IsKept: false } } && person.Role != WorkspaceRole.Owner;

    /// <summary>Whether somebody is to come back: they left because of the directory, which has them again.</summary>
    internal static bool IsReturning(DirectoryPerson person) => person is { Active: false, Directory: { HasLeft: true, State: DirectoryState.Present } };

    // Who, and since when: somebody who came back and went again is another loss.
    private static string DigestOf(IEnumerable<DirectoryPerson> leaving) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', leaving.Select(person => FormattableString.Invariant($"{person.Id}|{person.Directory?.State}|{person.Directory?.Since.UtcTicks}")).Prepend("directory/1")))));

    private Task<string> AskAsync(LeaversPlan plan, List<DirectoryPerson> leaving, string reason, CancellationToken cancel)
    {
        var wouldGo = leaving.Take(MostListed).Select(person => new ReportEntry(null, person.Email, "Loss", $"{person.Name} ({person.Directory?.State})")).ToList();
        return blobs.WriteAsync(DirectoryReading.Ground, "approval", new ApprovalRequest(plan.Digest, reason, wouldGo, leaving.Count, DateTimeOffset.UnixEpoch), cancel);
    }
}
