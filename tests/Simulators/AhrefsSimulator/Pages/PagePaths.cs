namespace Seatkeeper.AhrefsSimulator.Pages;

internal static class PagePaths
{
    public const string Login = "/user/login";
    public const string Totp = "/user/login/2fa";
    public const string EmailLink = "/user/verification-required";
    public const string Enrol = "/user/2fa/enroll";
    public const string Sso = "/user/sso";
    public const string Dashboard = "/dashboard";

    /// <summary>Only a path of this site may be returned to.</summary>
    public static string Local(string? path) =>
        path is { Length: > 1 } && path[0] == '/' && path[1] != '/' && path[1] != '\\' && !path.StartsWith(Login, StringComparison.Ordinal) ? path : Dashboard;
}
