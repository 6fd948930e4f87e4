using Microsoft.Playwright;

namespace Seatkeeper.Simulators.Tests.Driving;

/// <summary>Reads people off the page, by the columns' headers.</summary>
internal static class PageReader
{
    /// <summary>Twenty-five rows at a time, each row in one piece, waiting for the placeholders to go.</summary>
    private const string ScrollThrough =
        """
        async grid => {
          const rowHeight = 36;
          const total = Number(grid.getAttribute('aria-rowcount')) - 1;
          const seen = [];
          const read = () => [...grid.querySelectorAll('[role=row]')]
            .filter(row => row.querySelector('[role=rowheader]') && row.getAttribute('aria-busy') !== 'true')
            .map(row => [row.children[1].textContent, row.children[0].textContent, Number(row.getAttribute('aria-rowindex'))]);
          for (let first = 0; first < total; first += 25) {
            const last = Math.min(total, first + 25) - 1;
            grid.scrollTop = first * rowHeight;
            let rows = read();
            while (![first, last].every(index => rows.some(row => row[2] === index + 2))) {
              await new Promise(done => setTimeout(done, 10));
              rows = read();
            }
            seen.push(...rows.map(row => [row[0], row[1]]));
          }
          return seen;
        }
        """;

    public static async Task<HashSet<string>> EmailsAsync(Visitor visitor)
    {
        var table = visitor.List();
        var headers = await table.GetByRole(AriaRole.Columnheader).AllTextContentsAsync();
        var column = headers.ToList().IndexOf("Email");
        var cells = await table.Locator("tbody tr").EvaluateAllAsync<string[]>("(rows, column) => rows.map(row => row.children[column].textContent)", column);
        return cells.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Goes through a virtual grid from top to end.</summary>
    public static async Task<HashSet<(string Email, string Name)>> ScrollThroughAsync(ILocator grid) =>
        (await grid.EvaluateAsync<string[][]>(ScrollThrough)).Select(row => (row[0], row[1])).ToHashSet();
}
