using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Secrets;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Dev.Testing;

namespace Seatkeeper.EndToEnd.Tests.Parts;

/// <summary>
/// Where an app keeps its secrets, and how its callers prove who they are. The one place that decides; the tests are the same for all.
/// </summary>
internal abstract class Surroundings : IAsyncDisposable
{
    protected const string OwnerEmail = "owner@corp.test";
    protected const string OwnerName = "Local Owner";

    /// <summary>Whether the run is to have a key vault and access tokens (<c>test --config azure</c>).</summary>
    public static bool AreAzure => Environment.GetEnvironmentVariable(TestOptions.Setting) == TestOptions.Azure;

    /// <summary>Further settings of the app. Null takes away what the parts would set; empty also what a file of settings says.</summary>
    public abstract IReadOnlyDictionary<string, string?> Settings { get; }

    /// <summary>What must be nowhere but where it belongs.</summary>
    public abstract IReadOnlyList<Needle> Needles { get; }

    /// <summary>Those of this run, or the ones that are named.</summary>
    public static async Task<Surroundings> StartAsync(string folder, bool? azure = null) =>
        azure ?? AreAzure ? await AzureSurroundings.StartAsync(folder) : new LocalSurroundings(folder);

    /// <summary>For a test that is about what these surroundings do not have.</summary>
    public static void SkipOnAzure(string why) => Assert.SkipWhen(AreAzure, $"Not with --config azure: {why}");

    /// <summary>A caller as the first Owner.</summary>
    public abstract SeatkeeperClient Owner(FunctionsServer app);

    /// <summary>A caller who is a person of the directory with that workspace role.</summary>
    public abstract Task<SeatkeeperClient> CallerAsync(FunctionsServer app, SeatkeeperClient owner, string email, string role);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
