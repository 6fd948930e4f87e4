using System.Text.RegularExpressions;

namespace Seatkeeper.Conventions.Tests.Pages;

/// <summary>docs/operations.md is followed by people to the letter; what no test can run for want of a cloud is held against what is known of it.</summary>
public sealed partial class OperationsPageTests
{
    private static readonly string page = SourceTree.ReadText("docs/operations.md");

    [Fact]
    public void Where_a_token_comes_from_is_named_as_Entra_takes_it_and_who_asks_is_authorized()
    {
        const string azureCli = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
        var asked = TokenFor().Matches(page).Select(match => match.Groups["of"].Value).ToList();

        // A name of one's own is refused there, unless it is a domain of the tenant.
        Assert.NotEmpty(asked);
        Assert.All(asked, resource => Assert.Equal("api://$CLIENT_ID", resource));
        Assert.Contains("as App ID URI `api://CLIENT-ID`", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf(azureCli, StringComparison.Ordinal) is var told && told >= 0 && told < page.IndexOf("az account get-access-token", StringComparison.Ordinal), "The Azure CLI is authorized nowhere before it asks for a token.");
        Assert.Contains("**Programs that act for somebody.**", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_backup_is_written_to_by_the_letter_is_ignored_by_git()
    {
        var ignored = SourceTree.ReadText(".gitignore").Split('\n').Select(line => line.Trim()).ToHashSet(StringComparer.Ordinal);
        var folders = BackupTo().Matches(page).Select(match => match.Groups["folder"].Value).ToList();

        Assert.NotEmpty(folders);
        Rule.Holds(folders.Where(folder => !ignored.Contains($"/{folder.Split('/')[0]}/")).Select(folder => $".gitignore lets {folder} into the repository"));
    }

    [Fact]
    public void Who_restores_is_told_to_give_the_provider_of_people_a_token_before_it_is_let_in_again()
    {
        var restore = ARestore();
        var steps = Step().Matches(restore).Select(match => match.Groups["text"].Value).ToList();
        var (revoked, given, opened) = (steps.FindIndex(step => step.Contains("SCIM token is revoked", StringComparison.Ordinal)),
            steps.FindIndex(step => step.Contains("`POST /scim-connections` with `replaces`", StringComparison.Ordinal)), steps.FindIndex(step => step.Contains("empty `callersFrom`", StringComparison.Ordinal)));

        Assert.True(revoked >= 0 && revoked < given && given < opened, $"{revoked}, {given}, {opened}");
        Assert.Contains("until step 7 is done", restore, StringComparison.Ordinal);
        Assert.Equal(7, steps.Count);
    }

    [Fact]
    public void Who_restores_deletes_the_app_first_then_makes_an_account_without_it_and_brings_it_back_last_and_closed()
    {
        var restore = ARestore();
        var order = new[] { "az containerapp delete", "Set `callersFrom = [", "without `--image`", "dotnet dev.cs restore", "infra/deploy STAGE --group … --image", "`callersFrom` it is **closed to everybody but you**", "empty `callersFrom`" }
            .Select(step => restore.IndexOf(step, StringComparison.Ordinal)).ToList();

        Assert.DoesNotContain(-1, order);
        Assert.Equal(order.Order(), order);
    }

    [Fact]
    public void Every_resource_provider_of_the_templates_is_told_to_whoever_has_the_subscription()
    {
        var told = Assert.Single(page.Split('\n'), line => line.Contains("az provider register", StringComparison.Ordinal));
        var providers = Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "infra"), "*.bicep", SearchOption.AllDirectories)
            .SelectMany(file => Provider().Matches(File.ReadAllText(file))).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

        Assert.True(providers.Count > 8);
        // Every subscription knows who may do what.
        providers.Remove("Microsoft.Authorization");
        Rule.Holds(providers.Where(provider => !told.Contains($"`{provider}`", StringComparison.Ordinal)).Select(provider => $"docs/operations.md does not tell to register {provider}"));
    }

    [Fact]
    public void Whoever_writes_a_secret_by_hand_is_told_by_which_role_and_the_vault_is_made_before()
    {
        Assert.Contains("az role assignment create --role \"Key Vault Secrets Officer\"", page, StringComparison.Ordinal);
        var flex = Assert.Single(page.Split('\n'), line => line.StartsWith("With Flex Consumption there is no image", StringComparison.Ordinal));
        var order = new[] { "without `--package`", "`browser-endpoint`", "--package FILE" }.Select(step => flex.IndexOf(step, StringComparison.Ordinal)).ToList();

        Assert.DoesNotContain(-1, order);
        Assert.Equal(order.Order(), order);
    }

    [Fact]
    public void A_package_is_told_to_be_made_with_the_drivers_right_that_the_image_gives_it()
    {
        const string right = "chmod 0755 ";
        const string driver = ".playwright/node/linux-x64/node";
        Assert.Contains($"{right}./{driver}", SourceTree.ReadText("infra/Dockerfile"), StringComparison.Ordinal);
        Assert.Contains($"`{right}{driver}`", page, StringComparison.Ordinal);
    }

    private static string ARestore() => page[page.IndexOf("### A restore", StringComparison.Ordinal)..page.IndexOf("## Keys", StringComparison.Ordinal)];

    [GeneratedRegex(@"^resource \w+ '(?<name>Microsoft\.\w+)/", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1_000)]
    private static partial Regex Provider();

    [GeneratedRegex("get-access-token --resource \"?(?<of>[^ \"]+)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex TokenFor();

    [GeneratedRegex(@"dev\.cs backup --to (?<folder>\S+)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex BackupTo();

    [GeneratedRegex(@"^[0-9]\. (?<text>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1_000)]
    private static partial Regex Step();
}
