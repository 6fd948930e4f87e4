using System.Text.RegularExpressions;

namespace Seatkeeper.Conventions.Tests.Infra;

/// <summary>Rules for what runs on GitHub. It has never run there.</summary>
public sealed partial class WorkflowTests
{
    private static readonly IReadOnlyList<(string File, string Text)> workflows =
        [.. SourceTree.TextFiles().Where(path => path.StartsWith(".github/workflows/", StringComparison.Ordinal)).Select(path => (path, SourceTree.ReadText(path)))];

    [Fact]
    public void Every_action_is_pinned_by_commit_with_its_version_beside_it()
    {
        Assert.NotEmpty(workflows);
        Rule.Holds(from workflow in workflows
                   from line in workflow.Text.Split('\n')
                   where line.Contains("uses:", StringComparison.Ordinal) && !Pinned().IsMatch(line)
                   select $"{workflow.File}: {line.Trim()}");
    }

    [Fact]
    public void Every_image_that_is_run_has_a_version() => Rule.Holds(
        from workflow in workflows
        from Match image in Image().Matches(workflow.Text)
        where !Version().IsMatch(image.Value)
        select $"{workflow.File}: {image.Value}");

    [Fact]
    public void A_workflow_may_read_and_says_where_it_may_do_more() => Rule.Holds(
        from workflow in workflows
        where !workflow.Text.Contains("\npermissions:\n  contents: read\n", StringComparison.Ordinal)
            || workflow.Text.Contains("pull_request_target", StringComparison.Ordinal)
            || workflow.Text.Contains("write-all", StringComparison.Ordinal)
            || Checkout().Count(workflow.Text) != Regex.Count(workflow.Text, "persist-credentials: false", RegexOptions.None, TimeSpan.FromSeconds(1))
        select workflow.File);

    [Fact]
    public void It_builds_tests_scans_and_lists_with_what_is_in_the_repository()
    {
        var text = string.Join('\n', workflows.Select(workflow => workflow.Text));
        foreach (var file in new[] { ".ci/run", "infra/Dockerfile", "infra/deploy", "infra/teardown", "src/Functions/Functions.csproj", "tests/Dev/Azurite" })
        {
            Assert.Contains(file, text, StringComparison.Ordinal);
            Assert.True(Path.Exists(Path.Combine(SourceTree.Root, file)), $"There is no {file}.");
        }

        foreach (var scan in new[] { "NuGetAudit=true", "npm audit", "gitleaks", "--config /repo/.gitleaks.toml", "spdx-json", "trivy", "--read-only" })
            Assert.Contains(scan, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_tests_run_none_is_skipped_for_want_of_a_disk_that_can_be_filled() =>
        Rule.Holds(from workflow in workflows where Tests().IsMatch(workflow.Text) && !workflow.Text.Contains("\n  SEATKEEPER_SMALL_DISK: required\n", StringComparison.Ordinal) select workflow.File);

    [Fact]
    public void Where_the_tests_run_the_browser_may_make_its_sandbox()
    {
        const string allowed = "        run: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0\n";
        var jobs = (from workflow in workflows
                    from job in Job().Matches(workflow.Text, workflow.Text.IndexOf("\njobs:\n", StringComparison.Ordinal))
                    select (Name: $"{workflow.File}: {job.Groups["name"].Value}", Body: job.Groups["body"].Value) into job
                    where Tests().IsMatch(job.Body)
                    select job).ToList();

        Assert.True(jobs.Count >= 3);
        Rule.Holds(from job in jobs where job.Body[..Tests().Match(job.Body).Index].IndexOf(allowed, StringComparison.Ordinal) < 0 select job.Name);
    }

    [Fact]
    public void No_image_is_made_before_the_tests_passed_with_the_configuration_of_the_cloud_too()
    {
        var text = Assert.Single(workflows, workflow => workflow.File == ".github/workflows/ci.yml").Text;
        var jobs = Job().Matches(text, text.IndexOf("\njobs:\n", StringComparison.Ordinal)).ToDictionary(job => job.Groups["name"].Value, job => job.Groups["body"].Value, StringComparer.Ordinal);

        Assert.Contains("        run: .ci/run\n", jobs["test"], StringComparison.Ordinal);
        Assert.Contains("        run: dotnet dev.cs test EndToEnd --config azure\n", jobs["azure"], StringComparison.Ordinal);
        Assert.Contains("    needs: [test, azure, scan]\n", jobs["image"], StringComparison.Ordinal);
        // What the one has to have beforehand, the other has too.
        Assert.Equal(Setup().Matches(jobs["test"]).Select(step => step.Value), Setup().Matches(jobs["azure"]).Select(step => step.Value));
    }

    [Fact]
    public void The_image_is_started_with_every_schedule_that_a_function_of_the_app_names()
    {
        var text = string.Join('\n', workflows.Select(workflow => workflow.Text));
        var schedules = SourceTree.Product.SelectMany(file => Schedule().Matches(file.Text)).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal).ToList();

        Assert.True(schedules.Count >= 6);
        // A function without its schedule is in error in the genuine host, and the host answers all the same.
        Rule.Holds(schedules.Where(schedule => !text.Contains($"--env '{schedule}=", StringComparison.Ordinal)).Select(schedule => $"The workflow starts the image without {schedule}"));
    }

    [GeneratedRegex(@"^  (?<name>\w+):\n(?<body>(    .*\n)+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1_000)]
    private static partial Regex Job();

    [GeneratedRegex(@"uses: .+(\n        with:(\n          .+)+)?", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Setup();

    [GeneratedRegex("TimerTrigger\\(\"%(?<name>\\w+)%\"", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Schedule();

    [GeneratedRegex(@"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Pinned();

    [GeneratedRegex(@"(ghcr\.io|mcr\.microsoft\.com)/[\w./-]+(:[\w.-]+)?(?=\s)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Image();

    [GeneratedRegex(@":v?\d+\.\d+\.\d+$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Version();

    [GeneratedRegex(@"run: (\.ci/run|dotnet dev\.cs test)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Tests();

    [GeneratedRegex("uses: actions/checkout@", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Checkout();
}
