using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Kills;

/// <summary>What a hub's owner can look up afterwards, without ids and times: a killed run and a quiet one must tell the same.</summary>
internal sealed record Story(string Hub, string Report, string Tasks, string Activity, string Members)
{
    public static async Task<Story> OfAsync(Deployment deployment, string hubId)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var hub = await deployment.Owner.GetHubAsync(hubId, cancellation);
        var report = await deployment.Owner.LatestReportAsync(hubId, cancellation);
        var tasks = await deployment.Owner.ListTasksAsync(hubId, cancellation);
        var activity = await deployment.Owner.ListActivityAsync(hubId, cancellation);
        var members = await deployment.Owner.ListMembersAsync(hubId, cancellation);
        var names = members.ToDictionary(member => member.Id, member => member.Email ?? "", StringComparer.Ordinal);
        return new Story(
            $"{hub.State} {hub.Workspace} {hub.Counts} {hub.Seats} {hub.Attention} {hub.ActiveTaskId}",
            $"{report.Confirmed} {report.Pending} {report.Added} {report.Changed} {report.Gone} {report.Reappeared} {report.Matched} {report.Unmatched} {report.Leavers.Count} {report.Anomalies.Count}",
            Lines(tasks.Select(task => $"{task.Type} {task.Status} {task.Failure?.Kind} {task.ItemsTotal} {task.ItemsFailed}")),
            Lines(activity.Select(entry => Entry(entry, hubId, names))),
            Lines(members.Select(member => $"{ListedPerson.Of(member)} {member.Status} {member.Stage} {member.HubRole} {member.IsAutomationAccount}")));
    }

    private static string Entry(ActivityResponse entry, string hubId, Dictionary<string, string> names)
    {
        var target = entry.Target is { } id && names.TryGetValue(id, out var email) ? email : entry.Target == hubId ? "the hub" : entry.Target;
        return $"{entry.Event} {target} {entry.Before?.Replace(hubId, "the hub", StringComparison.Ordinal)} {entry.After?.Replace(hubId, "the hub", StringComparison.Ordinal)}";
    }

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));
}
