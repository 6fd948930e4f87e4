using System.Runtime.CompilerServices;

namespace Seatkeeper.Functions.Tests;

/// <summary>
/// Keeps the hosts of tests from watching files of settings, which none of them has: a user has 128 inotify instances on many a Linux, and
/// each host would take one.
/// </summary>
internal static class NoWatchedFiles
{
    [ModuleInitializer]
    internal static void Set() => Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
}
