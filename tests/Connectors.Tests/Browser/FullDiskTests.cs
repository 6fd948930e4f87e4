using System.Diagnostics;
using System.Globalization;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.Tests.Browser;

/// <summary>
/// The disk is full while a failed step is pictured. The browser's processes are forbidden to make any file larger, temporary ones and
/// shared memory among them, which is what a full disk is to them.
/// </summary>
public sealed class FullDiskTests(Site site)
{
    private const string Limiter = "/usr/bin/prlimit";
    private static readonly AppWorkspace Pinned = new("ws_01", "Contoso SEO");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failed_read_ends_with_its_kind_tells_no_secret_and_the_next_one_is_good()
    {
        Assert.SkipUnless(File.Exists(Limiter), "needs prlimit of util-linux");
        var folder = Directory.CreateTempSubdirectory("seatkeeper-disk-").FullName;
        var options = Site.NewOptions(maxSessions: 1);
        options.ExecutablePath = await WrapperAsync(folder, options.ExecutablePath ?? "");
        await using var browser = Site.NewBrowser(options);
        using var world = await World.CreateAsync(site);
        world.Browser.StepTimeout = TimeSpan.FromSeconds(6);
        await world.BringSessionAsync();
        await world.Connector(browser: browser).VerifyAsync(world.Run, Pinned.Name, Cancel);
        var session = world.Run.Session;

        await world.PostAsync("scenarios/countMismatchLow", new { });
        await LimitAsync(folder, "0:");
        var failed = await Assert.ThrowsAsync<AppFailureException>(() => world.Connector(browser: browser).ReadMembersAsync(world.Run, Pinned, Cancel));

        Assert.Contains(failed.Failure.Kind, new[] { FailureKind.ReadIncomplete, FailureKind.BrowserFailure, FailureKind.TimeoutBeforeSubmit });
        Assert.Equal(FailureEffect.None, failed.Failure.Effect);
        Assert.DoesNotContain(World.Password, failed.ToString(), StringComparison.Ordinal);
        Assert.NotNull(session);
        Assert.NotNull(world.Run.Session);
        await LimitAsync(folder, "unlimited:");
        using var next = await World.CreateAsync(site);
        await next.BringSessionAsync();
        Assert.True((await next.Connector(browser: browser).ReadMembersAsync(next.Run, Pinned, Cancel)).Complete);
        Directory.Delete(folder, recursive: true);
    }

    // The signal that tells of a file too large is ignored, so that a write only fails, as on a full disk.
    private static async Task<string> WrapperAsync(string folder, string browser)
    {
        var wrapper = Path.Combine(folder, "browser");
        await File.WriteAllTextAsync(wrapper, $"#!/bin/sh\ntrap '' XFSZ\necho $$ > '{folder}/pid'\nexec '{browser}' \"$@\"\n", Cancel);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(wrapper, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return wrapper;
    }

    private static async Task LimitAsync(string folder, string size)
    {
        var root = int.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "pid"), Cancel), CultureInfo.InvariantCulture);
        foreach (var id in Below(root).Prepend(root))
        {
            using var limiting = Process.Start(Limiter, ["--pid", id.ToString(CultureInfo.InvariantCulture), $"--fsize={size}"]);
            await limiting.WaitForExitAsync(Cancel);
        }
    }

    private static List<int> Below(int root)
    {
        var parents = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
            .Select(name => int.Parse(name ?? "", CultureInfo.InvariantCulture)).ToDictionary(id => id, ParentOf);
        var found = new List<int>();
        for (var next = new List<int> { root }; next.Count > 0; found.AddRange(next))
            next = [.. parents.Where(pair => next.Contains(pair.Value)).Select(pair => pair.Key)];
        return found;
    }

    private static int ParentOf(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has ended.
            return 0;
        }
    }
}
