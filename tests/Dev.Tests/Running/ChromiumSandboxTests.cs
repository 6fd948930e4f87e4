using Seatkeeper.Dev.Browser;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Tests.Running;

public sealed class ChromiumSandboxTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("seatkeeper-browser-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_browser_that_may_make_no_sandbox_is_told_with_what_to_do()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Not run: a script stands for the browser.");

        var failed = await Assert.ThrowsAsync<StepFailedException>(() => TryAsync("echo 'FATAL:zygote_host_impl_linux.cc] No usable sandbox!' >&2; exit 133"));

        Assert.Contains("AppArmor", failed.Message, StringComparison.Ordinal);
        Assert.Contains("sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0", failed.Remedy, StringComparison.Ordinal);
        Assert.Contains("Browser__ExecutablePath", failed.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo '<html></html>'")]
    [InlineData("echo 'libnss3.so: cannot open' >&2; exit 127")]
    public async Task One_that_starts_or_has_another_trouble_is_left_to_the_app(string does)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Not run: a script stands for the browser.");

        await TryAsync(does);
    }

    [Theory]
    [InlineData("""{ "Values": { "Browser__Sandbox": "false" } }""", "false")]
    [InlineData("""{ "Values": { "Browser__Sandbox": false, } }""", "false")]
    [InlineData("""{ "Values": { } }""", null)]
    [InlineData(null, null)]
    public void Whether_the_app_runs_without_a_sandbox_is_seen_in_its_own_settings(string? file, string? set)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("Browser__Sandbox") is not null, "Not run: the environment names the setting.");
        var settings = Path.Combine(folder, "local.settings.json");
        if (file is not null) File.WriteAllText(settings, file);

        Assert.Equal(set, LocalSettings.Value("Browser__Sandbox", settings));
    }

    private Task TryAsync(string does)
    {
        var browser = Path.Combine(folder, "chromium");
        File.WriteAllText(browser, $"#!/bin/sh\n{does}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(browser, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        return ChromiumSandbox.TryAsync(browser, TestContext.Current.CancellationToken);
    }
}
