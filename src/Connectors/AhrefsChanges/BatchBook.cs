using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.AhrefsChanges;

/// <summary>What one change has come to.</summary>
internal sealed class Progress(bool intendedBefore)
{
    private readonly Dictionary<Step, int> submits = [];
    private Slip slipBefore;

    /// <summary>An effect that is found is ours: this try or an earlier one sent it.</summary>
    public bool IsOurs { get; private set; } = intendedBefore;

    /// <summary>What was sent and of which nobody knows yet what came.</summary>
    public Step? Sent { get; private set; }

    public bool IsOpen => Sent is not null;

    /// <summary>Something was sent, and the lists showed no effect of it then.</summary>
    public bool MayComeLate { get; private set; }

    /// <summary>Some click of this try reached the page.</summary>
    public bool WasSent => submits.Values.Any(times => times > 0);

    /// <summary>What was done and seen.</summary>
    public HashSet<Step> Done { get; } = [];

    /// <summary>What the page showed after something was taken away.</summary>
    public List<Evidence> After { get; } = [];

    /// <summary>What was taken away and pictured afterwards.</summary>
    public HashSet<Step> Pictured { get; } = [];

    /// <summary>What was taken away, and what the list showed then is not kept.</summary>
    public IEnumerable<Step> Unpictured => Done.Where(step => step.TakesAway && !Pictured.Contains(step));

    /// <summary>Who else may have been changed with what was sent, until both lists have shown that nobody was.</summary>
    public Slip Slip { get; set; }

    /// <summary>The page sent something when it should only have asked: nothing more is sent by it.</summary>
    public bool ActedAtOnce { get; set; }

    /// <summary>What else was wrong when the page acted at once; null where nothing was.</summary>
    public string? ActedOn { get; set; }

    /// <summary>The person's address as the list of each step had it.</summary>
    public Dictionary<Step, string> Listed { get; } = [];

    /// <summary>Everybody as they were before the present step was first sent.</summary>
    public People? Before { get; set; }

    /// <summary>The role that the person had when another one was sent for.</summary>
    public AppRole? RoleBefore { get; private set; }

    /// <summary>The invitation had run out: one that runs again was sent again.</summary>
    public bool SawExpired { get; set; }

    public int SubmitsOf(Step step) => submits.GetValueOrDefault(step);

    public void Send(Step step, AppRole? roleBefore, Slip slip)
    {
        submits[step] = SubmitsOf(step) + 1;
        (Sent, RoleBefore, slipBefore) = (step, roleBefore, Slip);
        // What an earlier step may have done to others stays to be looked at.
        Slip = slip > Slip ? slip : Slip;
    }

    /// <summary>The click never reached the page.</summary>
    public void NotSent()
    {
        if (Sent is { } step)
            submits[step] = SubmitsOf(step) - 1;
        (Sent, Slip) = (null, slipBefore);
    }

    /// <summary>The site said no: what is found now is somebody else's doing, unless an earlier try was ours.</summary>
    public void Refused() => Sent = null;

    /// <summary>
    /// The site wants to be asked later, and as a rule did nothing. The next try waits, reads both lists before it sends anything, and finds what
    /// came of this one all the same.
    /// </summary>
    public void Postponed() => (Sent, MayComeLate) = (null, true);

    /// <summary>Both lists were read, and show no effect. What comes of it later is ours still.</summary>
    public void ShownAbsent() => (Sent, IsOurs, MayComeLate) = (null, true, true);

    /// <summary>It was not to be seen yet, and is looked for once more.</summary>
    public void MayYetCome(Step step) => Sent = step;

    public void Effected(Step step)
    {
        (Sent, IsOurs) = (null, true);
        Done.Add(step);
    }

    /// <summary>A failure by what was done and sent before it: where something is open nobody knows, and what was done stays done.</summary>
    public Failure Told(Failure failure) =>
        IsOpen ? failure with { Effect = FailureEffect.Unknown }
        : Done.Count > 0 && failure.Effect is FailureEffect.None ? failure with { Effect = FailureEffect.Applied }
        : failure;
}

/// <summary>The books of one batch: what was begun, sent and recorded. They outlive the session in which it began.</summary>
internal sealed class BatchBook(IReadOnlyList<MemberChange> changes, IChangeJournal journal)
{
    public const int MostChanges = 25;
    private const string NotPictured = " There is no picture of the list afterwards.";
    private readonly HashSet<string> recorded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Progress> progress = new(StringComparer.Ordinal);
    private MemberChange? current;
    private (string First, string Last)? twoFactorSwitch;

    public bool HasBegun { get; private set; }

    /// <summary>Whose turn it is.</summary>
    public MemberChange? Current => current;

    /// <summary>Everybody, as the last complete read of both lists told and as was seen of our own effects since.</summary>
    public People? Known { get; set; }

    /// <summary>Somebody else may have been changed, and the lists were not read since.</summary>
    public bool MayHaveSlipped => progress.Values.Any(one => one.Slip is not Slip.Nobody);

    public int Recorded => recorded.Count;

    public int Count => changes.Count;

    public IEnumerable<MemberChange> Open => changes.Where(change => !recorded.Contains(change.Id));

    public Progress ProgressOf(MemberChange change) =>
        progress.TryGetValue(change.Id, out var known) ? known : progress[change.Id] = new Progress(change.WasIntended);

    /// <summary>Records what a rule refuses whatever the page shows; with nothing left over, that is the end of the batch.</summary>
    public async Task<ChangeBatchEnd?> RefuseOutrightAsync(string? username, CancellationToken cancel)
    {
        foreach (var change in changes)
        {
            if (PersonRules.FindRefusal(change, username) is not { } failure)
                continue;
            if (!await BeginAsync(change, cancel))
                return new ChangeBatchEnd(Stopped: true);
            await RecordAsync(change, PersonRules.Failed(failure));
        }

        return Open.Any() ? null : new ChangeBatchEnd();
    }

    /// <summary>What an earlier try sent before it was cut off may yet take effect: the lists are read once that had its time, and not before.</summary>
    public Task SettleAsync(TimeSpan settling, TimeProvider time, CancellationToken cancel) =>
        Open.Any(change => change.WasIntended) ? Task.Delay(settling, time, cancel) : Task.CompletedTask;

    /// <summary>False where the batch shall end. Whoever was begun before the session died is gone on with, unasked.</summary>
    public async Task<bool> BeginAsync(MemberChange change, CancellationToken cancel)
    {
        if (current == change)
            return true;
        if (!await journal.MayBeginAsync(change, cancel))
            return false;
        (current, HasBegun) = (change, true);
        return true;
    }

    public Task IntendAsync(MemberChange change, Step step, Evidence? before, CancellationToken cancel) => journal.IntendAsync(change, step.Action, before, cancel);

    /// <summary>What is known is recorded, whoever cancelled meanwhile.</summary>
    public async Task RecordAsync(MemberChange change, ChangeResult result)
    {
        recorded.Add(change.Id);
        current = null;
        var known = ProgressOf(change);
        if (known.Unpictured.Any())
            result = result with { Sentence = PersonRules.Short(result.Sentence, NotPictured) };
        await journal.RecordAsync(change, result with { MayComeLate = known.MayComeLate, WasSent = known.WasSent }, known.After, CancellationToken.None);
    }

    /// <summary>Ends the batch by a failure; it is also what came of the person whose turn it was.</summary>
    public async Task<ChangeBatchEnd> StopAsync(Failure failure)
    {
        if (MayHaveSlipped)
            failure = failure with { Detail = $"{failure.Detail}; whether somebody else was changed with what was sent was not looked at" };
        // Whoever holds the workspace now may be at this very person.
        if (failure.Kind is FailureKind.LeaseLost)
        {
            await InterruptAsync();
        }
        else if (current is { } change)
        {
            failure = ProgressOf(change).Told(failure);
            await RecordAsync(change, PersonRules.Failed(failure));
        }

        return new ChangeBatchEnd(failure, Stopped: true);
    }

    /// <summary>
    /// The batch is cut off. How often something open was sent, and who was there before it, these books alone know; a next try could take
    /// somebody else for the person, so it shall not send that again. Of everything else nothing is recorded, and the next try goes on.
    /// </summary>
    public async Task InterruptAsync()
    {
        if (current is { } change && ProgressOf(change).IsOpen)
            await RecordAsync(change, PersonRules.Failed(new Failure(FailureKind.EffectUnknown, FailurePhase.Verify, FailureEffect.Unknown, "the batch was cut off before anybody could look what came of what was sent")));
    }

    /// <summary>
    /// Holds a complete read against what was known, and tells who else changed since something was sent that may have changed others;
    /// whoever did it, the batch ends with that. From then on that read is what is known.
    /// </summary>
    public string? FindOthersChanged(People read)
    {
        var slip = progress.Values.Select(one => one.Slip).DefaultIfEmpty().Max();
        foreach (var one in progress.Values)
            one.Slip = Slip.Nobody;
        var before = Known;
        Known = read;
        return slip is not Slip.Nobody && before is not null ? read.FindOthersChanged(before, current?.Email, slip) : null;
    }

    /// <summary>A page that changed somebody when it should only have asked is another one than the map tells.</summary>
    public void ThrowIfActedAtOnce()
    {
        if (progress.FirstOrDefault(one => one.Value.ActedAtOnce) is { Value: not null })
        {
            throw new AppFailureException(new Failure(
                FailureKind.PageContractBroken, FailurePhase.Verify, FailureEffect.Applied, "the page sent a change as soon as its control was used, and did not ask first; the batch goes no further"));
        }
    }

    /// <summary>What a page shows of the workspace-wide switch for two-factor authentication; kept whichever session shows it.</summary>
    public void NoteSwitch(string? shown)
    {
        if (shown is not null)
            twoFactorSwitch = (twoFactorSwitch?.First ?? shown, shown);
    }

    /// <summary>The switch is never touched; whoever did it, nothing goes on from there.</summary>
    public void ThrowIfSwitched()
    {
        if (twoFactorSwitch is { } seen && seen.First != seen.Last)
        {
            throw new AppFailureException(new Failure(
                FailureKind.SafetyStop, FailurePhase.Verify, Detail: "members.require2fa: the switch for two-factor authentication was changed during the batch"));
        }
    }
}
