using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.AhrefsMembers;

/// <summary>Reads one of the two lists, in whichever way the page shows it: whole, by pages, by a button, or as a window over thousands.</summary>
internal sealed class MemberListReader(AhrefsVisit visit, AhrefsPage page, bool pending, bool strict = false)
{
    private static readonly TimeSpan ScrollBudget = TimeSpan.FromSeconds(5);
    private static readonly string[] Texts =
        ["members.headerCount", "members.tabConfirmed", "members.tabPending", "members.search", "members.require2fa", "shell.workspaceButton"];

    private readonly string kind = pending ? "pending" : "confirmed";

    private bool strictly = strict;

    private LookRequest Request => new(kind, Texts, Strict: strictly);

    /// <summary>Loads the page and looks at it once: enough to know the workspace, the totals and, of a whole list, everybody.</summary>
    public async Task<PageLook> OpenAsync(CancellationToken cancel)
    {
        await page.OpenAsync(kind, FailurePhase.Navigate, cancel);
        var look = await LookAsync(Request with { Also = ["notFound"] }, cancel);
        if (look.State is "notFound")
        {
            // The address may have moved: the page's own link is tried once, and nothing is guessed.
            await page.ClickAsync("shell.membersLink", FailurePhase.Navigate, cancel);
            look = await LookAsync(Request, cancel);
        }

        if (look.List is not { } list || string.IsNullOrEmpty(look.Text("members.search")))
            return look;
        // A search from earlier would pass a part off as the whole.
        await page.FillAsync("members.search", "", FailurePhase.Read, cancel);
        return await LookAsync(After(list), cancel);
    }

    /// <summary>Loads the page once more, and takes nothing on trust this time.</summary>
    public Task<PageLook> OpenStrictlyAsync(CancellationToken cancel)
    {
        strictly = true;
        return OpenAsync(cancel);
    }

    /// <summary>Reads the opened list to its end.</summary>
    public async Task<MemberList> ReadAsync(PageLook first, CancellationToken cancel)
    {
        ThrowIfBroken(first);
        first = await DoubtedAsync(first, cancel);
        var rows = first.List switch
        {
            { Mode: "virtual" } list => await visit.InFrontAsync(page, () => ScrollAsync(list, cancel), cancel),
            { Mode: "paged", More: true } => await visit.InFrontAsync(page, () => TurnPagesAsync(first, cancel), cancel),
            { Mode: "loadMore" } => await visit.InFrontAsync(page, () => ShowMoreAsync(first, cancel), cancel),
            { Mode: "paged" } => await TurnPagesAsync(first, cancel),
            var list => list?.Rows ?? [],
        };
        if (rows.Any(r => string.IsNullOrWhiteSpace(r.Email) || !(r.Email.Contains('@', StringComparison.Ordinal) || IsCut(r.Email))))
            throw AhrefsPage.Fault(FailureKind.PageContractBroken, FailurePhase.Read, "row.email: a person without a readable address");
        var (firstVersion, lastVersion) = await WorkspaceAnswer.VersionsSeenByAsync(page, visit.Map, cancel);
        var answer = await WorkspaceAnswer.SeenByAsync(page, visit.Map, cancel);
        return new MemberList(pending, first, WithWholeAddresses(rows, answer?.Of(pending) ?? []), answer, Moved: firstVersion != lastVersion);
    }

    // A list that the page's own data can be held against is worth the trust: another than the one that is shown would not agree with them.
    private async Task<PageLook> DoubtedAsync(PageLook look, CancellationToken cancel)
    {
        if (!look.OnTrust || (await WorkspaceAnswer.SeenByAsync(page, visit.Map, cancel))?.Of(pending) is not null)
            return look;
        strictly = true;
        return await LookAsync(Request, cancel);
    }

    private void ThrowIfBroken(PageLook look)
    {
        if (look.List is not { } list)
            throw AhrefsPage.Fault(FailureKind.PageContractBroken, FailurePhase.Read, $"{kind}.list: not found");
        if (list.Lists > 1)
            throw AhrefsPage.Fault(FailureKind.PageContractBroken, FailurePhase.Read, $"{kind}.list: {list.Lists} found instead of 1");
        if (list.Lists == 1 && new[] { "email", "role" }.FirstOrDefault(c => !list.Columns.Contains(c, StringComparer.Ordinal)) is { } missing)
            throw AhrefsPage.Fault(FailureKind.PageContractBroken, FailurePhase.Read, $"{kind}.list: the column '{missing}' is missing");
    }

    private async Task<IReadOnlyList<RowLook>> TurnPagesAsync(PageLook look, CancellationToken cancel)
    {
        var rows = new List<RowLook>(look.List?.Rows ?? []);
        var groups = visit.Map.Words(look.Language).NumberGroups;
        while (look.List is { More: true } here)
        {
            await page.ClickAsync("members.next", FailurePhase.Read, cancel);
            look = await LookAsync(After(here), cancel);
            rows.AddRange(look.List?.Rows ?? []);
            Report(rows.Count, LocalisedNumber.ParseAll(look.List?.Range, groups).LastOrDefault());
        }

        var range = LocalisedNumber.ParseAll(look.List?.Range, groups);
        if (range.Count == 3 && range[1] < range[2])
            throw AhrefsPage.Fault(FailureKind.ReadInconsistent, FailurePhase.Read, $"the list says that it ends at {range[1]} of {range[2]}");
        return rows;
    }

    private async Task<IReadOnlyList<RowLook>> ShowMoreAsync(PageLook look, CancellationToken cancel)
    {
        while (look.List is { Mode: "loadMore" } here)
        {
            await page.ClickAsync("members.showMore", FailurePhase.Read, cancel);
            look = await LookAsync(After(here), cancel);
            Report(look.List?.Rows.Count ?? 0, total: 0);
        }

        return look.List?.Rows ?? [];
    }

    private async Task<IReadOnlyList<RowLook>> ScrollAsync(ListLook list, CancellationToken cancel)
    {
        var rows = new List<RowLook>(Math.Max(0, list.Total));
        for (var next = 0; ;)
        {
            var scroll = await page.ScrollAsync(kind, next, ScrollBudget, cancel);
            rows.AddRange(scroll.Rows);
            next = scroll.Next;
            if (scroll.State is "done")
                return rows;
            // A dialog, a sign-in or the like: the usual look says which, or closes what may be closed.
            if (scroll.State is not "more")
                await LookAsync(Request, cancel);
            if (scroll.State is "stuck" or "gone")
                throw AhrefsPage.Fault(FailureKind.ReadIncomplete, FailurePhase.Read, $"the list stopped at {next} of {list.Total}");
            Report(next, list.Total);
        }
    }

    private Task<PageLook> LookAsync(LookRequest request, CancellationToken cancel) => page.LookAsync(request, FailurePhase.Read, cancel);

    private LookRequest After(ListLook list) => Request with { After = new ListBefore(list.Range, list.Rows.Count > 0 ? list.Rows[0].Email : null, list.Rows.Count, list.Total) };

    private void Report(int read, int total) =>
        visit.Run.Report(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Read {read:N0}{(total > 0 ? $" of {total:N0}" : "")} {(pending ? "invitations" : "members")}"));

    // An address cut short on the page is completed from the page's own data of the same list, where exactly one fits; else it is no address.
    private static List<RowLook> WithWholeAddresses(IReadOnlyList<RowLook> rows, IReadOnlyList<AnsweredMember> known) =>
        [.. rows.Select(row => row.Email is { } email && IsCut(email) ? row with { Email = Whole(email, known) } : row)];

    private static bool IsCut(string email) => email.EndsWith('…') || email.EndsWith("...", StringComparison.Ordinal);

    private static string Whole(string cut, IReadOnlyList<AnsweredMember> known)
    {
        var fitting = known.Where(a => a.Email.StartsWith(cut.TrimEnd('…', '.'), StringComparison.OrdinalIgnoreCase)).Take(2).ToList();
        return fitting.Count == 1
            ? fitting[0].Email
            : throw AhrefsPage.Fault(FailureKind.AmbiguousIdentity, FailurePhase.Read, "an address is shown cut short, and nothing tells the whole of it");
    }
}
