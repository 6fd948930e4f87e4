using LocalHost.Settings;
using Seatkeeper.Dev.Setup;

namespace LocalHost.Tests.Starting;

public sealed class SettingsTests : IDisposable
{
    private readonly string folder = Repository.NewRunFolder("settings");

    [Fact]
    public void Reads_host_json_where_the_extensions_look_for_it()
    {
        var app = Load("""{ "version": "2.0", /* why */ "extensions": { "durableTask": { "hubName": "Hub1" } }, }""", "{}");
        Assert.Equal("Hub1", app.Configuration["AzureFunctionsJobHost:extensions:durableTask:hubName"]);
        Assert.Equal("AzureFunctionsJobHost", app.Configuration["AzureWebJobsConfigurationSection"]);
        Assert.Equal("hub1", app.HostId);
    }

    [Fact]
    public void Lets_local_settings_override_host_json()
    {
        var app = Load("""{ "version": "2.0" }""", """{ "Values": { "AzureFunctionsJobHost__extensions__http__routePrefix": "" }, "Host": { "LocalHttpPort": 7100 } }""");
        Assert.Equal("", app.RoutePrefix);
        Assert.Equal(7100, app.Port);
    }

    [Fact]
    public void Has_the_defaults_of_the_real_host()
    {
        var app = Load("""{ "version": "2.0" }""", "{}");
        Assert.Equal(("api", 7071, TimeSpan.FromMinutes(30)), (app.RoutePrefix, app.Port, app.FunctionTimeout));
    }

    [Theory]
    [InlineData("00:05:00", 300)]
    [InlineData("-1", -0.001)]
    public void Reads_the_function_timeout(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Load($$"""{ "version": "2.0", "functionTimeout": "{{text}}" }""", "{}").FunctionTimeout);

    [Theory]
    [InlineData("AzureWebJobs.A.Disabled", "true", true)]
    [InlineData("AzureWebJobs__A__Disabled", "True", true)]
    [InlineData("AzureWebJobs.A.Disabled", "1", true)]
    [InlineData("AzureWebJobs.A.Disabled", "false", false)]
    [InlineData("AzureWebJobs.B.Disabled", "true", false)]
    public void Knows_disabled_functions(string name, string value, bool expected) =>
        Assert.Equal(expected, Load("""{ "version": "2.0" }""", $$"""{ "Values": { "{{name}}": "{{value}}" } }""").IsDisabled("A"));

    [Fact]
    public void Resolves_settings_in_text() =>
        Assert.Equal("0 5 * * * *", Load("""{ "version": "2.0" }""", """{ "Values": { "Minute": "5", "Daily__Hour": "*" } }""").Resolve("0 %Minute% %Daily__Hour% * * *", "here"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private HostedApp Load(string host, string local)
    {
        File.WriteAllText(Path.Combine(folder, "host.json"), host);
        File.WriteAllText(Path.Combine(folder, "local.settings.json"), local);
        File.WriteAllText(Path.Combine(folder, "worker.config.json"), """{ "description": { "defaultWorkerPath": "App.dll" } }""");
        File.WriteAllText(Path.Combine(folder, "App.dll"), "");
        return HostedApp.Load(HostCommand.Parse(["--app", folder]));
    }
}
