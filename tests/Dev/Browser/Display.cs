namespace Seatkeeper.Dev.Browser;

/// <summary>Whether windows can be shown.</summary>
public static class Display
{
    /// <summary>The variable of X11.</summary>
    public const string Variable = "DISPLAY";

    public static bool IsThere => !OperatingSystem.IsLinux() || IsSet(Variable) || IsSet("WAYLAND_DISPLAY");

    private static bool IsSet(string name) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name));
}
