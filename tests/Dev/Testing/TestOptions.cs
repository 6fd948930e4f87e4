using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Testing;

/// <summary>What <c>dotnet dev.cs test</c> was asked for.</summary>
/// <param name="Project">A part of a project's name; null for every project.</param>
/// <param name="All">Also the tests that take too long for every change.</param>
/// <param name="Configuration">Where the whole app keeps its secrets, and how its callers prove who they are.</param>
public sealed record TestOptions(string? Project = null, bool All = false, string Configuration = TestOptions.Local)
{
    /// <summary>Secrets in a folder of this machine, API keys.</summary>
    public const string Local = "local";

    /// <summary>A key vault, access tokens.</summary>
    public const string Azure = "azure";

    /// <summary>The environment variable by which tests are told the configuration.</summary>
    public const string Setting = "SEATKEEPER_TEST_CONFIG";

    private const string Remedy = "It takes a part of a project's name, --all, and --config local|azure.";

    /// <summary>Whose tests heed the configuration: those that start the whole app.</summary>
    private const string WholeApp = "EndToEnd";

    /// <summary>Whether it is everything that this machine can test.</summary>
    public bool IsWhole => Project is null && Configuration == Local;

    /// <summary>Whether a project is run: of another configuration than the usual only one that heeds it, for the others would pass without having looked at it.</summary>
    public bool Covers(string project)
    {
        ArgumentNullException.ThrowIfNull(project);
        return (Project is null || project.Contains(Project, StringComparison.OrdinalIgnoreCase)) && (Configuration == Local || project.StartsWith(WholeApp, StringComparison.Ordinal));
    }

    public static TestOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new TestOptions();
        for (var at = 0; at < args.Length; at++)
        {
            options = args[at] switch
            {
                "--all" => options with { All = true },
                "--config" => options with { Configuration = Named(OptionValues.Next(args, ref at, Remedy)) },
                { } project when options.Project is null && !project.StartsWith('-') => options with { Project = project },
                var other => throw new StepFailedException($"test does not understand \"{other}\".", Remedy),
            };
        }

        return options;
    }

    private static string Named(string name) => name is Local or Azure ? name : throw new StepFailedException($"There is no configuration \"{name}\".", Remedy);
}
