using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.AhrefsMembers;

/// <summary>Reads how many seats there are. A workspace that does not pay by seat shows none, which is an answer.</summary>
internal static class SeatReader
{
    private static readonly LookRequest Request = new("limits", ["limits.seatsUsed", "limits.seatsPaid", "limits.seatsMax", AhrefsReads.WorkspaceText]);

    public static async Task<SeatCount?> ReadAsync(AhrefsVisit visit, AhrefsPage page, CancellationToken cancel, Func<PageLook, Task>? check = null)
    {
        await page.OpenAsync("limits", FailurePhase.Navigate, cancel);
        var look = await page.LookAsync(Request, FailurePhase.Read, cancel);
        if (check is not null)
            await check(look);
        var groups = visit.Map.Words(look.Language).NumberGroups;
        int? Of(string key) => LocalisedNumber.Parse(look.Text(key), groups);
        var seats = new SeatCount(Of("limits.seatsUsed"), Of("limits.seatsPaid"), Of("limits.seatsMax"));
        return seats is { Used: null, Paid: null } ? null : seats;
    }
}
