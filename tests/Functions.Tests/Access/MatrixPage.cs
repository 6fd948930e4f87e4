using System.Globalization;
using System.Text;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Tests.Access;

/// <summary>The matrix as <c>docs/authorization.md</c> shows it.</summary>
internal static class MatrixPage
{
    private static readonly IReadOnlyList<IGrouping<string, MatrixCaller>> columns = [.. MatrixCaller.All.GroupBy(who => who.Column, StringComparer.Ordinal)];

    /// <summary>The lines whose routes the app has.</summary>
    public static IReadOnlyList<RouteLine> Lines { get; } = [.. MatrixRoutes.All.Where(line => Routes.Contains(Key(line.Method, line.Route)))];

    /// <summary>The routes that the app has and no line is about.</summary>
    public static IEnumerable<string> Missing => Routes.Except(MatrixRoutes.All.Select(line => Key(line.Method, line.Route)), StringComparer.Ordinal);

    private static IReadOnlySet<string> Routes => ApiRoute.All.Select(route => Key(route.Method, route.Path)).ToHashSet(StringComparer.Ordinal);

    /// <summary>The page.</summary>
    public static string Make()
    {
        var page = new StringBuilder(
            """
            # Who may do what

            Made by a test (`AuthorizationMatrixTests`), which makes every one of these calls in process and compares the status; who is refused leaves no trace. After a change of a route or of a rule: `SEATKEEPER_WRITE_DOCS=1 dotnet dev.cs test Functions`. What the calls do is in [api.md](api.md).

            A column is a workspace role, or a special key. Where a cell has four statuses, they are of somebody who has **no role** in the hub, of its **Collaborator**, of its **Owner**, and of an **Owner of another hub**, in this order; one status is everybody's. `LoginOnly` and `GuestUser` are never Owners of a hub: where one was made Owner earlier, the third status is theirs. A call that is not about a hub is made by the same people.

            - **no key**, **revoked key**: no caller at all.
            - **service**: the key of a service principal with that role. **issued key**: of a hub's Owner, made by the workspace Owner in their name, so not in person. **SuperAdmin with a User's key**: a key gives no more than its own role; without a role in the hub.
            - With an access token of Microsoft Entra a person is in the column of the token's role, and in person; a program is as **service** is. A token that is not valid is as no key, and one that gives no role or person here is refused (403) everywhere.


            """.ReplaceLineEndings("\n"));
        foreach (var group in Lines.GroupBy(line => line.Class))
            Append(page, group);
        return page.ToString();
    }

    private static void Append(StringBuilder page, IGrouping<AccessClass, RouteLine> group)
    {
        page.Append(CultureInfo.InvariantCulture, $"## {group.Key.Title}\n\n| call | {string.Join(" | ", columns.Select(column => column.Key))} |\n|---|{string.Concat(columns.Select(_ => "---|"))}\n");
        foreach (var line in group)
            page.Append(CultureInfo.InvariantCulture, $"| {Label(line)} | {string.Join(" | ", columns.Select(column => Cell(line, column)))} |\n");
        foreach (var line in group.Where(line => line.Note is not null))
            page.Append(CultureInfo.InvariantCulture, $"\n`{line.Method} {line.Path}`: {line.Success}, because {line.Note}.\n");
        page.Append('\n');
    }

    private static string Label(RouteLine line) => $"{line.Method} `{line.Path}`{(line.Case is null ? "" : $" {line.Case}")}";

    private static string Cell(RouteLine line, IEnumerable<MatrixCaller> callers)
    {
        var statuses = callers.Select(who => line.Class.StatusFor(who, line.Success)).ToList();
        return statuses.Distinct().Count() == 1 ? $"{statuses[0]}" : string.Join(' ', statuses);
    }

    // What a parameter is called is no part of a route.
    private static string Key(string method, string path) =>
        $"{method.ToUpperInvariant()} {string.Join('/', path.Split('/').Select(part => part.StartsWith('{') ? "{}" : part))}";
}
