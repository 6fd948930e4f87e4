namespace Seatkeeper.Dev.Running;

/// <summary>The automation account that every simulated world has; it opens nothing but a simulator.</summary>
public static class SimulatedAccount
{
    public const string Email = "svc-hub@corp.test";
    public const string Password = "pw-canary-42";
    public const string TotpSecret = "JBSWY3DPEHPK3PXP";
}
