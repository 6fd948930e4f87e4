namespace Seatkeeper.Dev.Setup;

/// <summary>The ignored settings file that the app and Core Tools read.</summary>
public static class LocalSettings
{
    /// <summary>Copies the sample when there is none; what a person changed in theirs stays.</summary>
    public static void Ensure()
    {
        var settings = Repository.InRoot("local.settings.json");
        if (File.Exists(settings))
            return;
        File.Copy(Repository.InRoot("local.settings.sample.json"), settings);
        Steps.Say("[green]✓[/] local.settings.json made from the sample");
    }
}
