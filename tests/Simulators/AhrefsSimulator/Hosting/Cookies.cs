namespace Seatkeeper.AhrefsSimulator.Hosting;

public static class Cookies
{
    public const string Session = "sim_session";
    public const string Half = "sim_half";
    public const string Clearance = "sim_clearance";
    public const string Workspace = "sim_ws";
    public const string Language = "sim_lang";
}
