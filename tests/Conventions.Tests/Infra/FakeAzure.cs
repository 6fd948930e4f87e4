using System.Globalization;

namespace Seatkeeper.Conventions.Tests.Infra;

/// <summary>An <c>az</c> that does nothing and remembers what it was asked to do.</summary>
internal sealed class FakeAzure : IDisposable
{
    private const string Script =
        """
        #!/usr/bin/env bash
        printf '%s\n' "$* image=${SEATKEEPER_IMAGE-}" >> "$FAKE_CALLS"
        case "$1 $2" in
          'account show') if [ account = "$FAKE_FAILS" ]; then echo 'Please run az login' >&2; exit 1; fi; echo 'Contoso' ;;
          'group exists') echo "$FAKE_GROUP_EXISTS" ;;
          'group show')
            if [ -f "$FAKE_CALLS.tags" ]; then FAKE_STAGE=$(sed -E 's/.* stage=([a-z]+).*/\1/' "$FAKE_CALLS.tags"); FAKE_PRODUCT=$(sed -E 's/.* product=([a-z]+).*/\1/' "$FAKE_CALLS.tags"); fi
            case "$*" in *tags.stage*) echo "$FAKE_STAGE" ;; *tags.product*) echo "$FAKE_PRODUCT" ;; *) echo '/subscriptions/1/group' ;; esac ;;
          'tag update') echo "$*" > "$FAKE_CALLS.tags" ;;
          'containerapp list') if [ containerapp = "$FAKE_FAILS" ]; then echo 'Subscription is not registered for the Microsoft.App resource provider' >&2; exit 1; fi; echo "$FAKE_RUNNING" ;;
          'functionapp list') echo 'func-seatkpr' ;;
          'lock list') printf '%s' "$FAKE_LOCKS" ;;
          'resource list') case "$*" in *--resource-type*) [ -z "$FAKE_RUNNING" ] || echo 'ca-seatkpr' ;; *'!='*) printf '%s' "$FAKE_FOREIGN" ;; *) echo 'kv-seatkpr' ;; esac ;;
          'deployment group') if [ "$3" = "$FAKE_FAILS" ]; then echo 'refused' >&2; exit 1; fi ;;
        esac
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("seatkeeper-az-").FullName;

    public FakeAzure()
    {
        if (OperatingSystem.IsWindows()) return;
        File.WriteAllText(Program, Script.ReplaceLineEndings("\n"));
        File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Exists { get; init; } = "true";

    public string Product { get; init; } = "seatkeeper";

    public string Stage { get; init; } = "test";

    /// <summary>The image of the app; where it is empty there is no app.</summary>
    public string Running { get; init; } = "";

    public string Locks { get; init; } = "";

    /// <summary>What bears no tags of ours: type, name and id, with tabs between.</summary>
    public string Foreign { get; init; } = "";

    /// <summary>What fails: a deployment command, <c>account</c> or <c>containerapp</c>.</summary>
    public string Fails { get; init; } = "";

    public IReadOnlyList<string> Calls => File.Exists(CallsFile) ? File.ReadAllLines(CallsFile) : [];

    private string Program => Path.Combine(folder, "az");

    private string CallsFile => Path.Combine(folder, "calls");

    /// <summary>Runs one of the scripts with an answer typed in.</summary>
    public Task<CommandResult> RunAsync(string script, string answer, params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Command.Find("bash") is null, "There is no bash.");
        return Command.RunAsync("bash", [Path.Combine(SourceTree.Root, "infra", script), .. arguments], new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = string.Create(CultureInfo.InvariantCulture, $"{folder}:{Environment.GetEnvironmentVariable("PATH")}"),
            ["FAKE_CALLS"] = CallsFile,
            ["FAKE_GROUP_EXISTS"] = Exists,
            ["FAKE_STAGE"] = Stage,
            ["FAKE_PRODUCT"] = Product,
            ["FAKE_RUNNING"] = Running,
            ["FAKE_LOCKS"] = Locks,
            ["FAKE_FOREIGN"] = Foreign,
            ["FAKE_FAILS"] = Fails,
        }, answer);
    }

    /// <summary>Where in the order a call came that begins so; -1 where it never did.</summary>
    public int IndexOf(string begin) => Calls.Select((call, i) => (call, i)).Where(at => at.call.StartsWith(begin, StringComparison.Ordinal)).Select(at => at.i).DefaultIfEmpty(-1).First();

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
