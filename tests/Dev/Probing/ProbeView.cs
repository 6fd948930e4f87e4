using System.Globalization;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Probing;
using Spectre.Console;

namespace Seatkeeper.Dev.Probing;

/// <summary>Prints what a probe found, place by place. Whatever comes from pages or maps is only ever text here.</summary>
public static class ProbeView
{
    public static void Print(ProbeResponse report, IAnsiConsole console)
    {
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"\n[bold]{report.Host}[/], map {report.MapName} version {report.MapVersion} ({report.MapDigest[..12]}), language {report.Language ?? "unknown"}, workspace {report.WorkspaceName ?? "unknown"}");
        foreach (var place in report.Places)
            Print(place, console);
        Print(report.Effects, report.IsRealSite, console);
        foreach (var answer in report.Answers)
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"The pages' own data \"{answer.Name}\" at {answer.Path}: {(answer.Seen ? "seen" : "not seen")}");
        foreach (var blocked in report.Blocked)
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Kept from leaving: {blocked.Kind} to {blocked.Host}");
        if (report.NotLooked.Count > 0)
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[grey]In no ordinary visit: {string.Join(", ", report.NotLooked)}[/]");
        if (report.Verification is { } verification)
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"\n{(verification.IsVerified ? "Verified for " + string.Join(", ", verification.Effects) + "." : "Not verified.")} {verification.Reason}");
    }

    private static void Print(ProbedPlaceResponse place, IAnsiConsole console)
    {
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"\n[bold]{place.Name}[/] {(place.EvidenceId is { } evidence ? $"(evidence {evidence})" : "")}");
        if (place.Trouble is { } trouble)
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  [red]{trouble}[/]");
        foreach (var unknown in place.Unknown)
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  [red]holds what the map does not know:[/] {unknown}");
        if (place.Landmarks.Count == 0)
            return;
        var table = new Table().Border(TableBorder.Simple).AddColumns("Landmark", "State", "Count", "Candidate");
        foreach (var landmark in place.Landmarks)
            table.AddRow(new Text(landmark.Key), Word(landmark.State), new Text($"{landmark.Count}"), new Text(landmark.Candidate ?? ""));
        console.Write(table);
    }

    private static void Print(IReadOnlyList<ProbedEffectResponse> effects, bool isReal, IAnsiConsole console)
    {
        console.MarkupLine("\n[bold]Changes[/]");
        foreach (var effect in effects)
        {
            var permitted = effect.IsPermitted ? isReal ? "verified" : "permitted: no real site" : "refused until it is verified";
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  {effect.Effect}: {(effect.IsComplete ? "everything was found" : "lacks something")}; {permitted}");
            foreach (var lack in effect.Lacking)
                console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"    - {lack}");
        }

        if (isReal && effects.Any(effect => !effect.IsPermitted))
            console.MarkupLine("  [grey]How a person verifies them: docs/operations.md, \"Look behind the dialogs, and verify\".[/]");
    }

    private static Markup Word(LandmarkState state) => state switch
    {
        LandmarkState.Found => new Markup("[green]found[/]"),
        LandmarkState.NotShown => new Markup("[grey]not shown[/]"),
        LandmarkState.Ambiguous => new Markup("[yellow]ambiguous[/]"),
        _ => new Markup("[red]missing[/]"),
    };
}
