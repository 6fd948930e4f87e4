namespace Seatkeeper.Conventions.Tests.Infra;

/// <summary>The script that deletes, with an <c>az</c> that only remembers.</summary>
public sealed class TeardownTests
{
    private const string SmartDetection = "Application Insights Smart Detection";

    [Theory]
    [InlineData("")]
    [InlineData("yes\n")]
    [InlineData("rg-two\n")]
    public async Task Who_does_not_type_the_groups_name_deletes_nothing(string answer)
    {
        using var azure = new FakeAzure { Locks = "lock-1\n" };
        var run = await azure.RunAsync("teardown", answer, "--group", "rg-one");

        Assert.Equal(1, run.ExitCode);
        Assert.DoesNotContain(azure.Calls, call => call.Contains("delete", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_does_sees_first_what_goes_and_locks_go_before_the_group()
    {
        using var azure = new FakeAzure { Locks = "lock-1\nlock-2\n" };
        var run = await azure.RunAsync("teardown", "rg-one\n", "--group", "rg-one");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("kv-seatkpr", run.Out, StringComparison.Ordinal);
        Assert.Equal(
            ["lock delete --ids lock-1 image=", "lock delete --ids lock-2 image=", "group delete --name rg-one --yes image="],
            azure.Calls.Where(call => call.Contains("delete", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Microsoft.Compute/virtualMachines\tof-somebody\t/subscriptions/1/of-somebody\n")]
    [InlineData("microsoft.insights/actionGroups\tof-somebody\t/subscriptions/1/of-somebody\n")]
    public async Task What_is_somebody_elses_is_deleted_only_where_that_was_said(string theirs)
    {
        using var azure = new FakeAzure { Foreign = $"microsoft.insights/actionGroups\t{SmartDetection}\t/subscriptions/1/{SmartDetection}\n{theirs}" };
        var refused = await azure.RunAsync("teardown", "rg-one\n", "--group", "rg-one");

        Assert.Equal((2, -1), (refused.ExitCode, azure.IndexOf("group delete")));
        Assert.Contains("/of-somebody", refused.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(SmartDetection, refused.Out, StringComparison.Ordinal);

        var said = await azure.RunAsync("teardown", "rg-one\n", "--group", "rg-one", "--with-foreign");
        Assert.Equal(0, said.ExitCode);
        Assert.True(azure.IndexOf("group delete") >= 0);
    }

    [Theory]
    [InlineData("Microsoft.Insights/actiongroups", SmartDetection)]
    [InlineData("microsoft.insights/actionGroups", SmartDetection)]
    [InlineData("Microsoft.Insights/ActionGroups", "application insights smart detection")]
    [InlineData("Microsoft.AlertsManagement/smartDetectorAlertRules", "failure anomalies - appi-one")]
    [InlineData("microsoft.network/networkinterfaces", "pe-one.nic.1")]
    public async Task What_Azure_makes_for_itself_is_nobodys_in_whatever_case_its_type_is_told(string type, string name)
    {
        using var azure = new FakeAzure { Foreign = $"{type}\t{name}\t/subscriptions/1/{name}" };
        var run = await azure.RunAsync("teardown", "rg-one\n", "--group", "rg-one");

        Assert.Equal(0, run.ExitCode);
        Assert.True(azure.IndexOf("group delete") >= 0);
    }

    [Fact]
    public async Task A_group_without_tags_that_was_deployed_into_is_known_and_takes_no_other_stage()
    {
        using var azure = new FakeAzure { Product = "", Stage = "" };
        var image = $"cr.example/seatkeeper@sha256:{new string('0', 64)}";
        var deployed = await azure.RunAsync("deploy", "test\n", "test", "--group", "rg-one", "--image", image);
        var other = await azure.RunAsync("deploy", "", "production", "--group", "rg-one", "--image", image, "--what-if");
        var gone = await azure.RunAsync("teardown", "rg-one\n", "--group", "rg-one");

        Assert.Equal((0, 2, 0), (deployed.ExitCode, other.ExitCode, gone.ExitCode));
        // Tags that somebody gave it stay.
        Assert.Contains("--operation Merge", azure.Calls[azure.IndexOf("tag update")], StringComparison.Ordinal);
        Assert.True(azure.IndexOf("tag update") < azure.IndexOf("deployment group create"));
        Assert.True(azure.IndexOf("group delete") >= 0);
    }

    [Theory]
    [InlineData("true", "", "does not bear the tag")]
    [InlineData("true", "something", "does not bear the tag")]
    [InlineData("false", "seatkeeper", "there is no resource group")]
    public async Task A_group_that_deploy_did_not_make_is_left_alone(string exists, string product, string says)
    {
        using var azure = new FakeAzure { Exists = exists, Product = product };
        var run = await azure.RunAsync("teardown", "rg-one\n", "--group", "rg-one", "--with-foreign");

        Assert.Equal((2, -1), (run.ExitCode, azure.IndexOf("group delete")));
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }
}
