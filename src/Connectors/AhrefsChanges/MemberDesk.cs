using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.AhrefsMembers;
using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.AhrefsChanges;

/// <summary>One of the two lists, opened in a page to work on its rows. A list that does not come whole is searched for each person.</summary>
/// <param name="visit">The visit.</param>
/// <param name="reads">Knows which workspace was read.</param>
/// <param name="page">The page that the list is, or will be, open in.</param>
/// <param name="pending">Which of the two lists.</param>
/// <param name="switchSeen">Told what each look shows of the switch that is never touched.</param>
internal sealed class MemberDesk(AhrefsVisit visit, AhrefsReads reads, AhrefsPage page, bool pending, Action<string?> switchSeen)
{
    private const string Forgotten = "forgotten";
    private const int MostTyped = 3;
    private const string BlockedText = "page.inviteBlocked";
    private static readonly ChangeAction[] OfMembers = [ChangeAction.ChangeRole, ChangeAction.Remove];
    private static readonly ChangeAction[] OfInvitations = [ChangeAction.Invite, ChangeAction.ResendInvitation, ChangeAction.CancelInvitation];
    private bool open;
    private string query = "";
    private bool blank;
    private bool whole;

    /// <summary>What the page says where inviting is off, or null.</summary>
    public string? InviteBlocked { get; private set; }

    /// <summary>The words of the language that the page was last seen in.</summary>
    public PageWords Words { get; private set; } = visit.Map.Words(visit.Map.DefaultLanguage);

    public AhrefsPage Page => page;

    /// <summary>The list stands in the page as it was last looked at.</summary>
    public bool Stands => open;

    /// <summary>When it was last looked at, everybody stood there.</summary>
    public bool IsWhole => whole;

    /// <summary>The language that the list was in when it was last looked at.</summary>
    public string Language { get; private set; } = "";

    public string Kind => pending ? "pending" : "confirmed";

    /// <summary>The list stands in the page already.</summary>
    public void IsOpen() => (open, query, blank, whole) = (true, "", false, false);

    /// <summary>What the page shows is doubtful, or another page stands there: it is loaded anew before it is used.</summary>
    public void Doubt() => open = false;

    public async Task OpenAsync(CancellationToken cancel)
    {
        if (!open)
        {
            var look = await new MemberListReader(visit, page, pending).OpenAsync(cancel);
            await CheckWorkspaceAsync(look, cancel);
            IsOpen();
        }

        // Behind another page, a browser draws and clicks at a fraction of its speed.
        await page.ToFrontAsync(cancel);
    }

    /// <summary>Stops where another workspace is open than the one that was read: the account's session is one for all its tabs.</summary>
    public Task CheckWorkspaceAsync(PageLook look, CancellationToken cancel) => reads.ThrowIfMovedAsync(page, look, cancel, byId: true);

    /// <summary>The rows of an address, as the page shows them now.</summary>
    public async Task<IReadOnlyList<RowLook>> FindAsync(string email, CancellationToken cancel)
    {
        await OpenAsync(cancel);
        var key = MemberListChecks.RowKey(email);
        if (query.Length == 0)
        {
            var look = await LookAsync(new PersonWanted(key), cancel);
            if (whole)
                return look.Matches;
        }
        else if (blank)
        {
            // An empty list cannot be told from the next one's; the whole list comes in between.
            await SearchAsync("", key, cancel);
        }

        return (await SearchAsync(email.Trim(), key, cancel)).Matches;
    }

    /// <summary>Waits until the page shows what was sent for; null where it does not in time, or shows a part of the list only.</summary>
    public async Task<PageLook?> ShowsAsync(string email, bool gone, IReadOnlyList<string>? roles, TimeSpan wait, CancellationToken cancel)
    {
        var wanted = new PersonWanted(MemberListChecks.RowKey(email), query, gone, roles);
        var look = await page.GlanceAsync(new LookRequest(Kind, ["members.tabConfirmed", "members.tabPending"], Strict: true, Person: wanted), wait, FailurePhase.Verify, cancel);
        if (look is not { State: "ready", Person: { } person })
            return null;
        Note(person, look.Language);
        return query.Length > 0 || whole ? look : null;
    }

    /// <summary>A search that stays would pass a part of the list off as the whole to whoever looks next.</summary>
    public async Task LeaveAsync(CancellationToken cancel)
    {
        if (open && query.Length > 0)
            await page.FillAsync("members.search", "", FailurePhase.Verify, cancel);
        open = false;
    }

    private async Task<PersonLook> SearchAsync(string text, string key, CancellationToken cancel)
    {
        visit.Permit.CheckSearch(pending ? OfInvitations : OfMembers, Language);
        // A page that still draws anew what an earlier step changed may empty the box before it has taken up what was typed.
        for (var typed = 1; ; typed++)
        {
            await page.FillAsync("members.search", text, FailurePhase.Prepare, cancel);
            query = text;
            var look = await SettledAsync(new PersonWanted(key, text, Typed: typed < MostTyped), cancel);
            if (look.State is not Forgotten)
                return Noted(look);
        }
    }

    private async Task<PersonLook> LookAsync(PersonWanted wanted, CancellationToken cancel) => Noted(await SettledAsync(wanted, cancel));

    private async Task<PageLook> SettledAsync(PersonWanted wanted, CancellationToken cancel)
    {
        var request = new LookRequest(Kind, [AhrefsReads.WorkspaceText, BlockedText], Also: wanted.Typed ? [Forgotten] : null, Strict: true, Person: wanted);
        var look = await page.LookAsync(request, FailurePhase.Prepare, cancel);
        await CheckWorkspaceAsync(look, cancel);
        return look;
    }

    private PersonLook Noted(PageLook look)
    {
        Language = look.Language;
        var person = look.Person ?? throw AhrefsPage.Fault(FailureKind.PageContractBroken, FailurePhase.Prepare, $"{Kind}.list: not found");
        if (person.Lists > 1)
            throw AhrefsPage.Fault(FailureKind.PageContractBroken, FailurePhase.Prepare, $"{Kind}.list: {person.Lists} found instead of 1");
        (InviteBlocked, Words) = (look.Text(BlockedText), visit.Map.Words(look.Language));
        Note(person, look.Language);
        return person;
    }

    private void Note(PersonLook person, string language)
    {
        blank = person.Lists == 0;
        whole = person.IsWhole(visit.Map.Words(language).NumberGroups);
        switchSeen(person.TwoFactorSwitch);
    }
}
