using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Members;
using Spectre.Console;

namespace Seatkeeper.Dev.Running;

/// <summary>Prints a hub as its owner would look at it: members by tab, and the last report.</summary>
internal static class HubView
{
    private const int RowsPerTab = 12;
    private static readonly MemberStatus[] Tabs = [MemberStatus.Onboarded, MemberStatus.Guest, MemberStatus.Unmatched, MemberStatus.Exempted];

    public static async Task PrintAsync(SeatkeeperClient client, string hubId, CancellationToken cancellation)
    {
        var hub = await client.GetHubAsync(hubId, cancellation);
        Steps.Say($"\n[bold]{Markup.Escape(hub.Label)}[/] ({hub.Identifier}), workspace {Markup.Escape(hub.Workspace?.Name ?? "?")}: {hub.State}");
        foreach (var tab in Tabs)
            PrintTab(tab, await client.ListMembersAsync(hubId, tab, cancellation));
        PrintReport(await client.LatestReportAsync(hubId, cancellation));
    }

    private static void PrintTab(MemberStatus tab, IReadOnlyList<MemberResponse> members)
    {
        Steps.Say($"\n[bold]{tab}[/] {members.Count}");
        if (members.Count == 0)
            return;
        var table = new Table().Border(TableBorder.Simple).AddColumns("E-mail", "Name", "Role", "Presence", "Person");
        foreach (var member in members.Take(RowsPerTab))
            table.AddRow(Cell(member.Email), Cell(member.Name), Cell(member.AppRole?.ToString() ?? member.RawRole), Cell(Presence(member)), Cell(Person(member)));
        AnsiConsole.Write(table);
        if (members.Count > RowsPerTab)
            Steps.Say($"  … and {members.Count - RowsPerTab} more");
    }

    private static void PrintReport(UpdateReportResponse report)
    {
        Steps.Say("\n[bold]Report[/]");
        Steps.Say($"  {report.Confirmed} members, {report.Pending} invitations; {report.Added} added, {report.Changed} changed, {report.Gone} gone, {report.Reappeared} back");
        Steps.Say($"  {report.Matched} newly matched, {report.Unmatched} unmatched, {report.Leavers.Count} leavers, {report.Anomalies.Count} to look at");
        foreach (var entry in report.Leavers.Concat(report.Anomalies).Take(RowsPerTab))
            Steps.Say($"  - {Markup.Escape(entry.Sentence)}");
        if (report.Seats is { } seats)
            Steps.Say($"  seats: {seats.Used} used of {seats.Paid} paid, at most {(seats.Maximum is { } most ? $"{most}" : "unlimited")}");
    }

    private static string Presence(MemberResponse member) => member.InvitationExpired ? "Pending (expired)" : member.Presence.ToString();

    private static string Person(MemberResponse member) => member.IsAutomationAccount ? "(automation account)" : member.UserName ?? member.UnmatchedReason ?? "";

    // Names come from the site and are only ever text here.
    private static string Cell(string? text) =>
        Markup.Escape(new string([.. (text ?? "").Where(letter => !char.IsControl(letter))]) is var clean && clean.Length > 48 ? clean[..47] + "…" : clean);
}
