using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.AhrefsMembers;

/// <summary>The two reads of the connector, within a signed-in visit.</summary>
internal sealed class AhrefsReads(AhrefsVisit visit, SessionKeeper keeper)
{
    /// <summary>Where every page shows which workspace is open.</summary>
    public const string WorkspaceText = "shell.workspaceButton";

    private const int MostReads = 2;
    private (AhrefsPage Main, AhrefsPage Side)? pages;
    private AppWorkspace? opened;

    public async Task<VerifiedConnection> VerifyAsync(SignInWish? wish, CancellationToken cancel)
    {
        var page = await OpenPageAsync();
        var email = await VerifyOperatorAsync(page, cancel);
        var wanted = wish?.Pinned?.Name ?? wish?.Named;
        // Asked on a small page: behind an open menu, no list can be read. Who is known by an id needs no menu to be told from others.
        var names = wish?.Pinned is { HasId: true } ? [] : await OpenWorkspace.ListAsync(page, cancel);
        if (wanted is null)
            WorkspaceChoice.ThrowIfSeveral(names);
        var reader = new MemberListReader(visit, page, pending: false);
        var look = await reader.OpenAsync(cancel);
        var open = await OpenOfAsync(page, look, cancel);
        if (wish is not null && wanted is not null)
            WorkspaceChoice.ThrowIfAlike(names, wanted, wish, open);
        if (wish is not null && wanted is not null && !WorkspaceChoice.IsWanted(open, wish))
        {
            // The menu tells names alone.
            await SwitchToAsync(page, await OpenWorkspace.ListAsync(page, cancel), wanted, cancel);
            look = await reader.OpenAsync(cancel);
            open = await OpenOfAsync(page, look, cancel);
            if (!WorkspaceChoice.IsWanted(open, wish))
                throw AhrefsPage.Fault(FailureKind.WrongWorkspace, FailurePhase.Navigate, $"'{open.Name}' is open instead of '{WorkspaceChoice.NamedIdOf(wish) ?? wanted}'");
        }

        var people = await PeopleAsync(page, reader, look, email, cancel);
        return new VerifiedConnection(open, email, RoleOf(people.People));
    }

    public async Task<MemberSnapshot> ReadAsync(AppWorkspace pinned, CancellationToken cancel)
    {
        var (main, side) = await PagesAsync();
        var read = await ReadOpenAsync(main, side, pinned, strict: false, cancel);
        if (!OpenWorkspace.IsPinned(read.Confirmed.Open, pinned))
        {
            await SwitchToAsync(side, await OpenWorkspace.ListAsync(side, cancel), pinned.Name, cancel);
            read = await ReadOpenAsync(main, side, pinned, strict: false, cancel);
        }

        read = await AgreedAsync(main, side, read, pinned, cancel);
        var (confirmed, invited) = (read.Confirmed.People, read.Invited.People);
        _ = RoleOf(confirmed);
        opened = read.Confirmed.Open;
        // By the same id, what it is called now.
        var seen = pinned.HasId && opened.HasId ? opened : pinned;
        return new MemberSnapshot(
            seen, read.Email, visit.Tools.Time.GetUtcNow(), read.Confirmed.Source, [.. confirmed, .. invited], confirmed.Count, invited.Count, read.Seats, Complete: true);
    }

    /// <summary>The two pages of the reads: after one, the members stand in the first, and the invitations in the second.</summary>
    public async Task<(AhrefsPage Main, AhrefsPage Side)> PagesAsync()
    {
        if (pages is { } open)
            return open;
        // What the browser keeps of a site it asks of the first page that shows it: never of the one that lays thousands of rows out.
        var side = await OpenPageAsync();
        pages = (await OpenPageAsync(), side);
        return pages.Value;
    }

    /// <summary>Stops where a page shows another workspace than the one that was read, and where a page behind a dialog shows none.</summary>
    /// <param name="page">The page.</param>
    /// <param name="look">What it shows.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <param name="byId">The page is one whose own data tell the workspace's id.</param>
    public async Task ThrowIfMovedAsync(AhrefsPage page, PageLook look, CancellationToken cancel, bool byId = false)
    {
        if (opened is null)
            throw new InvalidOperationException("Nothing was read yet.");
        // Behind a dialog nothing is loaded anew: what the page loaded with says nothing of now, only what it shows does.
        if (look.Asked is not null && look.Text(WorkspaceText) is null)
            throw AhrefsPage.Fault(FailureKind.WrongWorkspace, FailurePhase.Prepare, $"{WorkspaceText}: none to be read behind the dialog, so which workspace is open now cannot be told");
        var answer = await WorkspaceAnswer.SeenByAsync(page, visit.Map, cancel);
        var open = OpenWorkspace.Of(look, answer);
        if (byId && look.Asked is null)
            RequireId(open);
        if (!open.MayBe(opened))
            throw AhrefsPage.Fault(FailureKind.WrongWorkspace, FailurePhase.Prepare, "another workspace was opened after the lists were read");
    }

    /// <summary>The read if its two lists are of one moment; else both are read once more from the start.</summary>
    private async Task<WorkspaceRead> AgreedAsync(AhrefsPage main, AhrefsPage side, WorkspaceRead read, AppWorkspace pinned, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            ThrowIfElsewhere(read.Confirmed.Open, pinned);
            ThrowIfElsewhere(read.Invited.Open, pinned);
            RequireId(read.Confirmed.Open);
            RequireId(read.Invited.Open);
            if (read is not { Confirmed.List: { } confirmed, Invited.List: { } pending } || ListPair.FindFault(confirmed, pending, visit.Map) is not { } fault)
                return read;
            if (attempt == MostReads)
                throw new AppFailureException(fault);
            read = await ReadOpenAsync(main, side, pinned, strict: true, cancel);
        }
    }

    /// <summary>
    /// Reads the open workspace: the large list in one page, in the other meanwhile who is signed in, the seats and the invitations.
    /// What is small is not asked for before the site gave the large list: one that wants to be left alone says so there, and is
    /// then left alone.
    /// </summary>
    private async Task<WorkspaceRead> ReadOpenAsync(AhrefsPage main, AhrefsPage side, AppWorkspace pinned, bool strict, CancellationToken cancel)
    {
        var given = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void OnAnswered(SeenAnswer answer)
        {
            if (WorkspaceAnswer.BringsTheList(answer))
                given.TrySetResult();
        }

        main.Watch.Answered += OnAnswered;
        try
        {
            var verifying = VerifyOperatorAsync(side, pinned, cancel);
            var confirming = ListAsync(new MemberListReader(visit, main, pending: false, strict), main, verifying, given, pinned, cancel);
            var counting = SeatsAsync(side, AfterAsync(verifying, given.Task, confirming), cancel);
            var inviting = PendingAsync(new MemberListReader(visit, side, pending: true, strict), side, verifying, counting, pinned, cancel);
            await Together.AllAsync(confirming, counting, inviting);
            return new WorkspaceRead(await verifying, await confirming, await counting, await inviting);
        }
        finally
        {
            main.Watch.Answered -= OnAnswered;
        }
    }

    private static async Task AfterAsync(Task verifying, Task given, Task confirming)
    {
        // Where the list failed, that is what the other page ends with too.
        await await Task.WhenAny(given, confirming);
        await verifying;
    }

    private async Task<AhrefsPage> OpenPageAsync()
    {
        var page = await visit.OpenPageAsync();
        WorkspaceAnswer.ReadAhead(page, visit.Map);
        return page;
    }

    /// <summary>Opens the account's own page, and fails unless it tells the address that signed in.</summary>
    public async Task<string> VerifyOperatorAsync(AhrefsPage page, CancellationToken cancel)
    {
        await page.OpenAsync("myAccount", FailurePhase.Navigate, cancel);
        var look = await page.LookAsync(new LookRequest("account", ["account.operatorEmail"]), FailurePhase.Navigate, cancel);
        var shown = look.Text("account.operatorEmail");
        if (shown is null || look.Count("account.operatorEmail") != 1)
            throw AhrefsPage.Fault(FailureKind.PageContractBroken, FailurePhase.Navigate, $"account.operatorEmail: {look.Count("account.operatorEmail")} found instead of 1");
        if (!MemberListChecks.IsSame(shown, await visit.UsernameAsync(cancel)))
            throw AhrefsPage.Fault(FailureKind.WrongWorkspace, FailurePhase.Navigate, "operatorMismatch: somebody else than the account's owner is signed in");
        await keeper.WorksAsync(cancel);
        return shown;
    }

    // In a page that is loaded already, and before anybody's row is read: nothing is read of a workspace that cannot be told from another.
    private async Task<string> VerifyOperatorAsync(AhrefsPage page, AppWorkspace pinned, CancellationToken cancel)
    {
        var email = await VerifyOperatorAsync(page, cancel);
        if (!pinned.HasId)
            WorkspaceChoice.ThrowIfAlike(await OpenWorkspace.ListAsync(page, cancel), pinned);
        return email;
    }

    private async Task<AppWorkspace> OpenOfAsync(AhrefsPage page, PageLook look, CancellationToken cancel) =>
        OpenWorkspace.Of(look, await WorkspaceAnswer.SeenByAsync(page, visit.Map, cancel));

    private async Task SwitchToAsync(AhrefsPage page, IReadOnlyList<string> names, string wanted, CancellationToken cancel)
    {
        if (!names.Contains(AppWorkspace.Clean(wanted), StringComparer.Ordinal))
        {
            throw names.Count <= 1
                ? AhrefsPage.Fault(FailureKind.InsufficientRole, FailurePhase.Navigate, "noAccess: the account no longer sees the workspace")
                : AhrefsPage.Fault(FailureKind.WrongWorkspace, FailurePhase.Navigate, "the wanted workspace is not among those visible: " + string.Join("; ", names.Select(n => $"'{n}'")));
        }

        await OpenWorkspace.SwitchAsync(page, visit, wanted, cancel);
    }

    /// <summary>Reads one of the two lists, or nobody where another workspace than the pinned one is open.</summary>
    private async Task<ListRead> ListAsync(
        MemberListReader reader, AhrefsPage page, Task<string> verifying, TaskCompletionSource? given, AppWorkspace pinned, CancellationToken cancel)
    {
        var look = await reader.OpenAsync(cancel);
        given?.TrySetResult();
        var open = await OpenOfAsync(page, look, cancel);
        var email = await verifying;
        return OpenWorkspace.IsPinned(open, pinned) ? await PeopleAsync(page, reader, look, email, cancel) : new ListRead([], SnapshotSource.Page, open, List: null);
    }

    private async Task<SeatCount?> SeatsAsync(AhrefsPage page, Task ready, CancellationToken cancel)
    {
        await ready;
        return await SeatReader.ReadAsync(visit, page, cancel);
    }

    // In the page of the seats, once they are counted: the other one builds its thousands of rows meanwhile.
    private async Task<ListRead> PendingAsync(
        MemberListReader reader, AhrefsPage page, Task<string> verifying, Task counting, AppWorkspace pinned, CancellationToken cancel)
    {
        await counting;
        try
        {
            return await ListAsync(reader, page, verifying, given: null, pinned, cancel);
        }
        catch (AppFailureException e) when (e.Failure is { Kind: FailureKind.SiteUnavailable, RetryAfter: null })
        {
            // Members could be read and invitations could not: nothing may be said of who is not invited.
            throw new AppFailureException(e.Failure with { Kind = FailureKind.ReadIncomplete, Detail = "the list of invitations could not be read" }, e);
        }
    }

    /// <summary>Reads a list to its end; what disagrees with itself is read once more from the start.</summary>
    private async Task<ListRead> PeopleAsync(AhrefsPage page, MemberListReader reader, PageLook look, string email, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var list = await reader.ReadAsync(look, cancel);
            var fault = MemberListChecks.FindFault(list, visit.Map.Words(look.Language).NumberGroups, email);
            var people = fault is null ? MemberRows.ToPeople(list, visit.Map, email) : [];
            fault ??= list.IsPending ? null : MemberListChecks.FindOwnerFault(people.Count(p => p.Role is AppRole.Owner));
            if (fault is null && MemberRows.RolesDisagree(list, visit.Map))
                fault = new Failure(FailureKind.ReadInconsistent, FailurePhase.Read, Detail: "the page's data and the list give somebody different roles");
            if (fault is null)
                return new ListRead(people, list.Answered is null ? SnapshotSource.Page : SnapshotSource.PageAndJson, OpenWorkspace.Of(look, list.Answer), list);
            if (attempt == MostReads)
                throw new AppFailureException(fault);
            look = await reader.OpenStrictlyAsync(cancel);
        }
    }

    // A word about a page map is about one workspace by its id; by its name alone, another one might be meant.
    private void RequireId(AppWorkspace open)
    {
        if (visit.Permit.IsOfOneWorkspace && !open.HasId)
            throw AhrefsPage.Fault(FailureKind.WrongWorkspace, FailurePhase.Prepare, "no data of the page tell the id of the open workspace, and the page map is verified for one by its id alone");
    }

    private static void ThrowIfElsewhere(AppWorkspace open, AppWorkspace pinned)
    {
        if (!OpenWorkspace.IsPinned(open, pinned))
            throw AhrefsPage.Fault(FailureKind.WrongWorkspace, FailurePhase.Read, $"'{open.Name}' is open instead of '{pinned.Name}'");
    }

    private static AppRole RoleOf(IReadOnlyList<SnapshotMember> people) =>
        people.Single(p => p.IsOperator) is { Role: AppRole.Admin or AppRole.Owner } self
            ? self.Role.Value
            : throw AhrefsPage.Fault(FailureKind.InsufficientRole, FailurePhase.Read, "the automation account is neither Admin nor Owner");

    private sealed record WorkspaceRead(string Email, ListRead Confirmed, SeatCount? Seats, ListRead Invited);

    /// <summary>One list's people; no list where another workspace than the pinned one was open.</summary>
    private sealed record ListRead(IReadOnlyList<SnapshotMember> People, SnapshotSource Source, AppWorkspace Open, MemberList? List);
}
