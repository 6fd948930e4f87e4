using System.Text.RegularExpressions;

namespace Seatkeeper.Conventions.Tests.Infra;

/// <summary>The templates as the compiler sees them. Nothing here was ever deployed: there is no cloud where this runs.</summary>
public sealed partial class BicepTests(BicepCompiler compiler) : IClassFixture<BicepCompiler>
{
    [Fact]
    public void The_templates_compile_and_are_linted_without_a_word()
    {
        BicepCompiler.IsNeeded();
        Assert.Empty(compiler.Complaints);
    }

    [Fact]
    public void No_module_comes_from_somewhere_else() => Rule.Holds(
        from file in Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "infra"), "*.bicep*", SearchOption.AllDirectories)
        from line in File.ReadLines(file)
        where ForeignModule().IsMatch(line)
        select $"{Path.GetFileName(file)}: {line.Trim()}");

    [Fact]
    public void Every_role_that_is_assigned_is_told_with_its_reason_and_no_other()
    {
        BicepCompiler.IsNeeded();
        var told = SourceTree.ReadText("docs/operations.md").Split('\n').Select(line => RoleRow().Match(line)).Where(row => row.Success)
            .Select(row => (row.Groups["id"].Value, row.Groups["on"].Value)).ToList();

        Assert.Equal(CompiledTemplate.Roles(compiler.Main).Order(), told.Order());
    }

    // Only these two of the built-in roles may write and delete locks.
    [Fact]
    public void Whoever_is_told_to_deploy_may_make_the_locks_that_are_deployed()
    {
        BicepCompiler.IsNeeded();
        var told = Assert.Single(SourceTree.ReadText("docs/operations.md").Split('\n'), line => line.StartsWith("**Before you begin.**", StringComparison.Ordinal));

        Assert.Contains(CompiledTemplate.Resources(compiler.Main), resource => resource.Type == "Microsoft.Authorization/locks");
        Assert.Contains("(*Owner*, or *Contributor* with *User Access Administrator*;", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Role Based Access Control Administrator", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Microsoft.Storage/storageAccounts", "allowSharedKeyAccess", "False")]
    [InlineData("Microsoft.Storage/storageAccounts", "allowBlobPublicAccess", "False")]
    [InlineData("Microsoft.Storage/storageAccounts", "minimumTlsVersion", "TLS1_2")]
    [InlineData("Microsoft.KeyVault/vaults", "enableRbacAuthorization", "True")]
    [InlineData("Microsoft.KeyVault/vaults", "enablePurgeProtection", "True")]
    [InlineData("Microsoft.KeyVault/vaults", "enabledForTemplateDeployment", "False")]
    [InlineData("Microsoft.ContainerRegistry/registries", "adminUserEnabled", "False")]
    [InlineData("Microsoft.Insights/components", "DisableLocalAuth", "True")]
    [InlineData("Microsoft.OperationalInsights/workspaces", "features.disableLocalAuth", "True")]
    [InlineData("Microsoft.Web/sites", "httpsOnly", "True")]
    [InlineData("Microsoft.App/containerApps", "configuration.ingress.allowInsecure", "False")]
    [InlineData("Microsoft.Web/sites/basicPublishingCredentialsPolicies", "allow", "False")]
    public void No_key_opens_what_an_identity_opens(string type, string property, string value)
    {
        BicepCompiler.IsNeeded();
        var resources = CompiledTemplate.Resources(compiler.Main).Where(resource => resource.Type == type && !resource.Body.TryGetProperty("existing", out _)).ToList();

        Assert.NotEmpty(resources);
        Assert.All(resources, resource => Assert.Equal(value, property.Split('.').Aggregate(resource.Properties, (within, name) => within.GetProperty(name)).ToString()));
    }

    [Fact]
    public void Nothing_asks_for_a_key_and_nothing_secret_is_put_out()
    {
        BicepCompiler.IsNeeded();
        var text = compiler.Main.GetRawText();
        Assert.DoesNotContain("listKeys(", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("listCredentials(", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("AccountKey=", text, StringComparison.OrdinalIgnoreCase);
        // An environment that writes to the workspace by itself does it with the workspace's key.
        var environment = Assert.Single(CompiledTemplate.Resources(compiler.Main), resource => resource.Type == "Microsoft.App/managedEnvironments");
        Assert.Equal("azure-monitor", environment.Properties.GetProperty("appLogsConfiguration").GetProperty("destination").GetString());
        Assert.DoesNotContain("sharedKey", text.Replace("allowSharedKeyAccess", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Every_setting_that_is_given_to_the_app_is_one_that_it_reads()
    {
        var known = SourceTree.ReadText("docs/settings.md").Split('\n').Select(line => SettingRow().Match(line)).Where(row => row.Success).Select(row => row.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var given = from file in new[] { "infra/main.bicep", "infra/modules/flex-app.bicep", "infra/modules/container-app.bicep", "infra/Dockerfile" }
                    from Match setting in GivenSetting().Matches(SourceTree.ReadText(file))
                    select (File: file, Name: setting.Groups["name"].Value);
        var settings = given.ToList();

        Assert.Contains(settings, setting => setting.Name == "Secrets__Store");
        Rule.Holds(from setting in settings
                   where !known.Contains(setting.Name) && !setting.Name.StartsWith("AzureFunctionsJobHost__", StringComparison.Ordinal)
                   select $"{setting.File}: {setting.Name} is not on docs/settings.md");
        Rule.Holds(from schedule in known.Where(name => name.EndsWith("Schedule", StringComparison.Ordinal))
                   where !settings.Exists(setting => setting.Name == schedule)
                   select $"infra/main.bicep gives no {schedule}");
    }

    [Fact]
    public void Whatever_signs_in_as_the_managed_identity_is_told_which_one_and_so_is_who_gives_it_rights()
    {
        BicepCompiler.IsNeeded();
        var template = SourceTree.ReadText("infra/main.bicep");
        var page = SourceTree.ReadText("docs/operations.md");
        // The identity is user-assigned: whoever asks for the system's own is given none.
        var named = SourceTree.ReadText("docs/settings.md").Split('\n').Where(line => line.Contains("user-assigned managed identity", StringComparison.Ordinal))
            .Select(line => SettingRow().Match(line).Groups["name"].Value).ToList();

        Assert.Contains("Secrets__ManagedIdentityClientId", named);
        Assert.Contains("Graph__ClientId", named);
        Rule.Holds(named.Where(name => !template.Contains($"    {name}: identity.properties.clientId\n", StringComparison.Ordinal)).Select(name => $"infra/main.bicep gives no {name}"));
        var outputs = compiler.Main.GetProperty("outputs").EnumerateObject().Select(output => output.Name).ToList();
        Rule.Holds(from output in new[] { "identityClientId", "identityPrincipalId" }
                   where !outputs.Contains(output) || !page.Contains(output, StringComparison.Ordinal)
                   select $"{output} is not put out, or docs/operations.md does not tell it");
        // A managed identity has no page of consent.
        Assert.Contains("servicePrincipals/$PRINCIPAL/appRoleAssignments", page, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"'(br|ts)(/\w+)?:", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex ForeignModule();

    [GeneratedRegex(@"^\| [^|]+ \| `(?<id>[0-9a-f-]{36})` \| `(?<on>Microsoft\.\w+(/\w+)+)` \| [^|]{10,} \|$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex RoleRow();

    [GeneratedRegex(@"^\| `(?<name>\w+)` \|", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex SettingRow();

    [GeneratedRegex(@"\b((?<name>[A-Z]\w+__\w+)[:=]|(?<name>[A-Z]\w+Schedule|[A-Z]{4,}_[A-Z_]+):)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex GivenSetting();
}
