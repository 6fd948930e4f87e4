using System.Globalization;
using Spectre.Console;

namespace Seatkeeper.MoveSecrets;

/// <summary>Tells what came of a move.</summary>
internal static class MoveView
{
    /// <summary>The exit code: 0 where the vault holds everything.</summary>
    public static int Show(MoveReport report)
    {
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Copied and read back: {report.Copied}. There already: {report.WereThere}.");
        List("The vault holds another value of these, which was left alone (--replace puts the local one over it)", report.Differ);
        List("These were deleted in the vault, and stay so (--replace brings them back)", report.WereDeleted);
        List("These were stored, and the vault does not show them: run the command again", report.NotReadBack);
        if (report.IsComplete)
            AnsiConsole.MarkupLine("[green]✓[/] The vault holds every secret of the folder. Set Secrets__Store and Secrets__VaultUri, start the app, then delete the folder.");
        return report.IsComplete ? 0 : 1;
    }

    private static void List(string what, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            return;
        AnsiConsole.MarkupLineInterpolated($"[yellow]{what}:[/]");
        foreach (var name in names)
            AnsiConsole.MarkupLineInterpolated($"  {name}");
    }
}
