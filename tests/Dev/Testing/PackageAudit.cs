using System.Text.RegularExpressions;
using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Testing;

/// <summary>
/// One more test: no package of the app has a known vulnerability. Where the package source tells nothing of vulnerabilities it did not run,
/// and says so. The codes are NuGet's: https://learn.microsoft.com/nuget/reference/errors-and-warnings/nu1901-nu1904.
/// </summary>
public static partial class PackageAudit
{
    private const string Name = "Package audit";

    // Without a network a restore asks again and again for a long while.
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(2);

    internal static async Task<TestOutcome> RunAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            return Of(await Steps.RunAsync("Audit the app's packages", () => RestoreAsync(limit.Token)));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Of(restore: null);
        }
    }

    /// <summary>What a restore with its audit on comes to.</summary>
    /// <param name="restore">The restore; null where no source could be asked.</param>
    public static TestOutcome Of(CommandRun? restore)
    {
        var found = Vulnerable().Matches(restore?.Output ?? "").Select(match => match.Value.Trim()).Distinct(StringComparer.Ordinal).ToList();
        if (found.Count > 0)
            return new TestOutcome(Name, 0, 1, 0, $"failed {Name}\n  {string.Join("\n  ", found)}");
        return restore is { Succeeded: true } && !NoData().IsMatch(restore.Output)
            ? new TestOutcome(Name, 1, 0, 0, restore.Output)
            : new TestOutcome(Name, 0, 0, 1, "skipped PackageAudit\n  Not run: the package source tells nothing of vulnerabilities, or could not be asked.\n");
    }

    /// <summary>The addresses of the sources that are in use, of the SDK's short list of them.</summary>
    /// <param name="list">The list.</param>
    public static IEnumerable<Uri> SourcesOf(string list)
    {
        ArgumentNullException.ThrowIfNull(list);
        return list.Split('\n').Where(line => line.StartsWith('E')).Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..].Trim())
            .Where(address => Uri.TryCreate(address, UriKind.Absolute, out var at) && at.Scheme is "https" or "http").Select(address => new Uri(address));
    }

    /// <summary>Whether a source's index names its list of vulnerabilities: a restore says nothing where none does.</summary>
    /// <param name="index">The index.</param>
    public static bool Knows(string index) => index?.Contains("VulnerabilityInfo/", StringComparison.Ordinal) == true;

    private static async Task<CommandRun?> RestoreAsync(CancellationToken cancel)
    {
        var list = await Solution.DotNetAsync(cancel, "nuget", "list", "source", "--format", "short");
        using var http = new HttpClient();
        foreach (var source in SourcesOf(list.Output))
        {
            if (Knows(await ReadAsync(http, source, cancel)))
                return await Solution.DotNetAsync(cancel, "restore", Repository.InRoot("src", "Functions", "Functions.csproj"), "--force", "-p:NuGetAudit=true", "-p:NuGetAuditMode=all", "-p:NuGetAuditLevel=moderate", "-p:TreatWarningsAsErrors=false");
        }

        return null;
    }

    private static async Task<string> ReadAsync(HttpClient http, Uri source, CancellationToken cancel)
    {
        try
        {
            return await http.GetStringAsync(source, cancel);
        }
        catch (HttpRequestException)
        {
            // Out of reach, or it wants to know who asks.
            return "";
        }
    }

    [GeneratedRegex(@"warning NU190[1-4][^\n]*", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Vulnerable();

    [GeneratedRegex(@"NU190[05]", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex NoData();
}
