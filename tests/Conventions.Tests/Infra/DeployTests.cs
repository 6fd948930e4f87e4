namespace Seatkeeper.Conventions.Tests.Infra;

/// <summary>The script that deploys, with an <c>az</c> that only remembers.</summary>
public sealed class DeployTests
{
    private static readonly string image = $"cr.example/seatkeeper@sha256:{new string('0', 64)}";

    [Fact]
    public async Task What_would_change_is_shown_before_anything_changes_and_names_come_from_the_parameters()
    {
        using var azure = new FakeAzure();
        var run = await azure.RunAsync("deploy", "test\n", "test", "--group", "rg-one", "--image", image);

        Assert.Equal(0, run.ExitCode);
        var (shown, made) = (azure.IndexOf("deployment group what-if"), azure.IndexOf("deployment group create"));
        Assert.True(shown >= 0 && shown < made, string.Join('\n', azure.Calls));
        Assert.All([azure.Calls[shown], azure.Calls[made]], call =>
        {
            Assert.Contains("--resource-group rg-one", call, StringComparison.Ordinal);
            Assert.Contains("/infra/test.bicepparam", call, StringComparison.Ordinal);
            Assert.EndsWith($"image={image}", call, StringComparison.Ordinal);
        });
        Assert.Equal(-1, azure.IndexOf("group create"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yes\n")]
    [InlineData("production\n")]
    public async Task Who_does_not_type_the_stage_changes_nothing(string answer)
    {
        using var azure = new FakeAzure();
        var run = await azure.RunAsync("deploy", answer, "test", "--group", "rg-one", "--image", image);

        Assert.Equal((1, -1), (run.ExitCode, azure.IndexOf("deployment group create")));
        Assert.Contains("Nothing was changed", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_that_is_not_there_is_made_only_after_asking()
    {
        using var asked = new FakeAzure { Exists = "false" };
        var refused = await asked.RunAsync("deploy", "no\n", "test", "--group", "rg-new", "--location", "westeurope");
        using var agreed = new FakeAzure { Exists = "false" };
        var done = await agreed.RunAsync("deploy", "test\ntest\n", "test", "--group", "rg-new", "--location", "westeurope");

        Assert.Equal((1, -1), (refused.ExitCode, asked.IndexOf("group create")));
        Assert.Equal(0, done.ExitCode);
        Assert.Contains("--tags product=seatkeeper stage=test", agreed.Calls[agreed.IndexOf("group create")], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_of_another_stage_or_product_and_production_that_tells_nobody_are_refused()
    {
        using var production = new FakeAzure { Stage = "production" };
        var foreign = await production.RunAsync("deploy", "", "test", "--group", "rg-one", "--image", image, "--yes");
        using var azure = new FakeAzure { Stage = "production" };
        var silent = await azure.RunAsync("deploy", "", "production", "--group", "rg-one", "--image", image, "--yes");
        using var others = new FakeAzure { Stage = "", Product = "something" };
        var theirs = await others.RunAsync("deploy", "", "test", "--group", "rg-one", "--image", image, "--yes");

        Assert.Equal((2, 2, 2), (foreign.ExitCode, silent.ExitCode, theirs.ExitCode));
        Assert.All([production, azure, others], asked => Assert.Equal((-1, -1), (asked.IndexOf("deployment group"), asked.IndexOf("tag update"))));
    }

    [Fact]
    public async Task Without_an_image_the_one_that_runs_stays()
    {
        using var azure = new FakeAzure { Running = image };
        var run = await azure.RunAsync("deploy", "", "test", "--group", "rg-one", "--yes");

        Assert.Equal(0, run.ExitCode);
        Assert.EndsWith($"image={image}", azure.Calls[azure.IndexOf("deployment group create")], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_subscription_does_not_know_container_apps_a_group_without_one_is_deployed_into_all_the_same()
    {
        using var azure = new FakeAzure { Fails = "containerapp" };
        var run = await azure.RunAsync("deploy", "", "test", "--group", "rg-one", "--yes");
        using var there = new FakeAzure { Fails = "containerapp", Running = image };
        var unknown = await there.RunAsync("deploy", "", "test", "--group", "rg-one", "--yes");

        Assert.Equal((0, -1), (run.ExitCode, azure.IndexOf("containerapp list")));
        Assert.EndsWith("image=", azure.Calls[azure.IndexOf("deployment group create")], StringComparison.Ordinal);
        // Whose image cannot be told is not deployed without one.
        Assert.NotEqual(0, unknown.ExitCode);
        Assert.Equal(-1, there.IndexOf("deployment group"));
    }

    [Fact]
    public async Task Where_the_comparison_fails_nothing_is_deployed()
    {
        using var azure = new FakeAzure { Fails = "what-if" };
        var run = await azure.RunAsync("deploy", "test\n", "test", "--group", "rg-one", "--yes");

        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal(-1, azure.IndexOf("deployment group create"));
    }

    [Theory]
    [InlineData("deploy", "test", "--group", "rg-one", "--location", "westeurope", "--yes")]
    [InlineData("teardown", "--group", "rg-one")]
    public async Task Who_is_not_signed_in_gets_nowhere(string script, params string[] arguments)
    {
        using var azure = new FakeAzure { Fails = "account" };
        var run = await azure.RunAsync(script, "rg-one\n", arguments);

        Assert.NotEqual(0, run.ExitCode);
        Assert.StartsWith("account show", Assert.Single(azure.Calls), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_looking_changes_nothing()
    {
        using var azure = new FakeAzure { Stage = "production" };
        var run = await azure.RunAsync("deploy", "test\n", "production", "--group", "rg-one", "--what-if", "--yes");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("deployment group what-if", azure.Calls[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_goes_to_the_function_app_once_everything_else_is_there()
    {
        using var azure = new FakeAzure();
        var run = await azure.RunAsync("deploy", "", "test", "--group", "rg-one", "--yes", "--package", Path.Combine(SourceTree.Root, "host.json"));

        Assert.Equal(0, run.ExitCode);
        Assert.True(azure.IndexOf("deployment group create") < azure.IndexOf("functionapp deployment source config-zip"), string.Join('\n', azure.Calls));
        Assert.Contains("--name func-seatkpr", azure.Calls[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name a stage", "--group", "rg-one")]
    [InlineData("name a stage", "../test", "--group", "rg-one")]
    [InlineData("no staging.bicepparam", "staging", "--group", "rg-one")]
    [InlineData("--group is missing", "test")]
    [InlineData("--group needs a value", "test", "--group")]
    [InlineData("no option --force", "test", "--group", "rg-one", "--force")]
    [InlineData("--image has to end in @sha256", "test", "--group", "rg-one", "--image", "cr.example/seatkeeper:latest")]
    [InlineData("there is no file", "test", "--group", "rg-one", "--package", "nowhere.zip")]
    public async Task What_is_not_understood_is_refused_before_anything_is_asked_of_the_cloud(string says, params string[] arguments)
    {
        using var azure = new FakeAzure();
        var run = await azure.RunAsync("deploy", "test\n", arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Empty(azure.Calls);
    }
}
