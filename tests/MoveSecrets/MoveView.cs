using System.Globalization;
using Seatkeeper.Domain.Failures;
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
        else if (report == new MoveReport())
            AnsiConsole.MarkupLine("[yellow]There was no secret to copy.[/]");
        return report.IsComplete ? 0 : 1;
    }

    /// <summary>What a person at a terminal does about a failure; that of the catalog is for who runs the app.</summary>
    public static string RemedyOf(Failure failure) => failure.Kind switch
    {
        FailureKind.SecretsForbidden => "See who is signed in (az account show), give them the role Key Vault Secrets Officer on the vault, and look at its network rules.",
        FailureKind.SecretUnavailable => "See whether the address is the vault's, and whether it can be reached from here: one in a private network is reached from there only.",
        _ => FailureCatalog.Describe(failure).Remedy,
    };

    private static void List(string what, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            return;
        AnsiConsole.MarkupLineInterpolated($"[yellow]{what}:[/]");
        foreach (var name in names)
            AnsiConsole.MarkupLineInterpolated($"  {name}");
    }
}
