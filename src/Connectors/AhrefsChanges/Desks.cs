using System.Text.Json;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.AhrefsMembers;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Seats;

namespace Seatkeeper.Connectors.AhrefsChanges;

/// <summary>The two pages that a batch works in, one for each list, and the reads that lead there.</summary>
internal sealed class Desks(AhrefsVisit visit, AhrefsReads reads, AppWorkspace pinned, BatchBook batch)
{
    private static readonly string RowsScript = PageScripts.Of("members.js", "rows.js");
    private static readonly TimeSpan SeatsHold = TimeSpan.FromSeconds(10);
    private MemberDesk? confirmed;
    private MemberDesk? pending;
    private SeatCount? seats;
    private long seatsReadAt;
    private Task<SeatCount?>? counting;
    private IReadOnlyList<string>? creators;

    /// <summary>Reads both lists to their end; afterwards each stands in a page of its own.</summary>
    public async Task<People> ReadAsync(CancellationToken cancel)
    {
        var people = new People(await reads.ReadAsync(pinned, cancel));
        var (main, side) = await reads.PagesAsync();
        confirmed = new MemberDesk(visit, reads, main, pending: false, batch.NoteSwitch);
        confirmed.IsOpen();
        pending = new MemberDesk(visit, reads, side, pending: true, batch.NoteSwitch);
        pending.IsOpen();
        return people;
    }

    public MemberDesk Of(Step step) =>
        (step.Pending ? pending : confirmed) ?? throw new InvalidOperationException("Nothing was read yet.");

    /// <summary>The seats as they are before one more is taken: read now, or directly after the last one, as long as that was just now.</summary>
    public async Task<SeatCount?> SeatsAsync(CancellationToken cancel) =>
        seats is not null && visit.Tools.Time.GetElapsedTime(seatsReadAt) < SeatsHold ? seats : seats = await ReadSeatsAsync(cancel);

    /// <summary>
    /// Looks whether the list shows what was sent. Where it took a seat, the seats stand in the other page, and are counted meanwhile; where
    /// the list does not show it, both pages are read anew, and the seats after that.
    /// </summary>
    public async Task<bool> LookAsync(bool tookASeat, Func<Task<bool>> look, CancellationToken cancel)
    {
        if (!tookASeat || seats is null)
            return await look();
        var (looking, reading) = (look(), ReadSeatsAsync(cancel));
        // Both to their end: what follows works in the same pages.
        await Task.WhenAll(looking, reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (looking.IsCompletedSuccessfully && await looking)
        {
            counting = reading;
            return true;
        }

        // Whoever wants to be left alone is asked nothing more, also where the list told nothing.
        if (reading.Exception?.InnerException is AppFailureException trouble && Sender.EndsWith(trouble))
            await reading;
        return await looking;
    }

    /// <summary>
    /// Reads the seats after one was taken. Somebody else may have taken the last one in between: then the site bought another, and
    /// that is told at once, unless it may be bought.
    /// </summary>
    public async Task CheckSeatsAsync(bool tookASeat, SeatBudget? budget, CancellationToken cancel)
    {
        var (before, read) = (seats, counting);
        (seats, counting) = (null, null);
        if (!tookASeat || before is null)
            return;
        seats = await (read ?? ReadSeatsAsync(cancel));
        if (seats?.Paid is { } paid && paid > before.Paid && budget?.Allows(paid, visit.Tools.Time.GetUtcNow()) != true)
        {
            throw new AppFailureException(new Failure(
                FailureKind.EffectDiverged, FailurePhase.Verify, FailureEffect.Applied, $"{before.Paid} seats were paid for before the invitation, and {paid} are now"));
        }
    }

    /// <summary>
    /// Whether API keys of a person are listed, which die with their seat; of anybody, for whoever made them as an Admin may be none any
    /// more. Read once a batch. Fails where the map knows no list of keys: then nothing can be said.
    /// </summary>
    public async Task<bool> OwnsApiKeysAsync(string email, CancellationToken cancel)
    {
        if (!visit.Map.Paths.ContainsKey("apiKeys"))
            throw AhrefsPage.Fault(FailureKind.ProtectedMember, FailurePhase.Prepare, "ownsApiKeys: the page map names no page of API keys, so whether any would be revoked with the seat cannot be looked at; allow \"apiKeys\" to do it all the same");
        creators ??= await ReadCreatorsAsync(cancel);
        return creators.Any(creator => MemberListChecks.IsSame(creator, email));
    }

    // Nobody has keys only where the page says so: a list that is not there yet, or that names people in another way, says nothing.
    private async Task<IReadOnlyList<string>> ReadCreatorsAsync(CancellationToken cancel)
    {
        var (_, side) = await reads.PagesAsync();
        pending?.Doubt();
        await side.OpenAsync("apiKeys", FailurePhase.Navigate, cancel);
        var look = await side.LookAsync(new LookRequest("apiKeys", [AhrefsReads.WorkspaceText, "apiKeys.empty"], Await: "apiKeys.list"), FailurePhase.Read, cancel);
        await reads.ThrowIfMovedAsync(side, look, cancel);
        if (look.Count("apiKeys.empty") == 1)
            return [];
        var told = JsonSerializer.Deserialize<List<string?>>(await side.AskAsync(RowsScript, new { list = "apiKeys.list", key = "apiKeys.creator" }, FailurePhase.Read, cancel)) ?? [];
        var found = told.OfType<string>().ToList();
        return found.Count > 0 && found.Count == told.Count ? found
            : throw AhrefsPage.Fault(FailureKind.PageContractBroken, FailurePhase.Read, $"apiKeys.creator: {told.Count} keys are listed, and of {found.Count} the page tells who made them");
    }

    private async Task<SeatCount?> ReadSeatsAsync(CancellationToken cancel)
    {
        var (main, _) = await reads.PagesAsync();
        confirmed?.Doubt();
        seatsReadAt = visit.Tools.Time.GetTimestamp();
        return await SeatReader.ReadAsync(visit, main, cancel, look => reads.ThrowIfMovedAsync(main, look, cancel));
    }

    /// <summary>After a refusal nothing is sent from what the pages show still.</summary>
    public void Doubt()
    {
        seats = null;
        confirmed?.Doubt();
        pending?.Doubt();
    }

    public async Task LeaveAsync(CancellationToken cancel)
    {
        try
        {
            foreach (var desk in new[] { confirmed, pending }.OfType<MemberDesk>())
                await desk.LeaveAsync(cancel);
        }
        catch (AppFailureException)
        {
            // Everything is done and recorded, and a search that stayed is emptied by the next read.
        }
    }
}
