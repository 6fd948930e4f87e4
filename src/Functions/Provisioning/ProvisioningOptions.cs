namespace Seatkeeper.Functions.Provisioning;

/// <summary>How hubs are brought in step with their teams and groups. Section <c>Provisioning</c>.</summary>
public sealed class ProvisioningOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Provisioning";

    /// <summary>
    /// How long a seat is kept whose last team was changed: somebody who moves from one team to another is often taken out of the first one
    /// a moment before they are put into the second. Who takes a whole team from a hub waits for nothing.
    /// </summary>
    public TimeSpan Settling { get; set; } = TimeSpan.FromSeconds(30);
}
