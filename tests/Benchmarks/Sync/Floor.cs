using System.Diagnostics;
using System.Globalization;
using Azure.Data.Tables;
using Microsoft.Playwright;

namespace Seatkeeper.Benchmarks.Sync;

/// <summary>What no check can do without: one load of the list in a browser that runs and is signed in, and the writes of its rows.</summary>
internal sealed class Floor : IAsyncDisposable
{
    private const int BatchSize = 100;
    private readonly BenchHub hub;
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly IPage page;
    private readonly IReadOnlyList<TableEntity> rows;
    private readonly TableClient table;
    private int runs;

    private Floor(BenchHub hub, IPlaywright playwright, IBrowser browser, IPage page, IReadOnlyList<TableEntity> rows)
    {
        this.hub = hub;
        this.playwright = playwright;
        this.browser = browser;
        this.page = page;
        this.rows = rows;
        table = hub.Tables.GetTableClient("BenchFloor");
    }

    public TimeSpan LastLoad { get; private set; }

    public TimeSpan LastWrite { get; private set; }

    public static async Task<Floor> OpenAsync(BenchHub hub, string executable, CancellationToken cancel)
    {
        var written = await hub.MemberRowsAsync(cancel);
        if (written.Count < hub.Size)
            throw new InvalidOperationException($"The check left {written.Count} rows of {hub.Size} members.");
        var driver = await Playwright.CreateAsync();
        var chromium = await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = executable,
            ChromiumSandbox = !(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess),
        });
        var list = await chromium.NewPageAsync(new BrowserNewPageOptions { BaseURL = hub.World.BaseUrl });
        await SignInAsync(list);
        var floor = new Floor(hub, driver, chromium, list, written);
        await floor.table.CreateIfNotExistsAsync(cancel);
        return floor;
    }

    public async Task<TimeSpan> RunAsync(CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        await page.GotoAsync("/account/members/confirmed", new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        await page.WaitForFunctionAsync("n => document.querySelectorAll('main tbody tr').length >= n", hub.Size, new PageWaitForFunctionOptions { Timeout = 120_000 });
        LastLoad = watch.Elapsed;

        // A partition of its own each time, as the rows of a check are new in theirs.
        var partition = string.Create(CultureInfo.InvariantCulture, $"run-{++runs}");
        foreach (var batch in rows.Chunk(BatchSize))
            await table.SubmitTransactionAsync(batch.Select(row => new TableTransactionAction(TableTransactionActionType.Add, Copy(row, partition))), cancel);
        LastWrite = watch.Elapsed - LastLoad;
        await page.GotoAsync("about:blank");
        return LastLoad + LastWrite;
    }

    public async ValueTask DisposeAsync()
    {
        await browser.CloseAsync();
        playwright.Dispose();
    }

    private static async Task SignInAsync(IPage page)
    {
        await page.GotoAsync("/user/login");
        await page.FillAsync("input[name=email]", "svc-hub@corp.test");
        await page.FillAsync("input[name=password]", "pw-canary-42");
        await page.ClickAsync("button[type=submit]");
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Dashboard" }).WaitForAsync();
    }

    private static TableEntity Copy(TableEntity row, string partition)
    {
        var copy = new TableEntity(partition, row.RowKey);
        foreach (var (name, value) in row.Where(column => column.Key is not ("PartitionKey" or "RowKey" or "odata.etag" or "Timestamp")))
            copy[name] = value;
        return copy;
    }
}
