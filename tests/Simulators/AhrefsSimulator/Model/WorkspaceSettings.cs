using System.Text.Json.Serialization;

namespace Seatkeeper.AhrefsSimulator.Model;

public enum ListMode
{
    [JsonStringEnumMemberName("full")]
    Full,
    [JsonStringEnumMemberName("paged")]
    Paged,
    [JsonStringEnumMemberName("loadMore")]
    LoadMore,
    [JsonStringEnumMemberName("virtual")]
    Virtual,
}

public enum SeatChargeUi
{
    [JsonStringEnumMemberName("silent")]
    Silent,
    [JsonStringEnumMemberName("inline")]
    Inline,
    [JsonStringEnumMemberName("dialog")]
    Dialog,
}

/// <summary>Every field of a workspace that a test may set; the defaults are the dangerous ones on purpose.</summary>
public sealed record WorkspaceSettings
{
    public required string Name { get; init; }
    public string Slug { get; init; } = "";
    public string Plan { get; init; } = Plans.Enterprise;
    public string Billing { get; init; } = "monthly";
    public string Currency { get; init; } = "USD";
    public int SeatsIncluded { get; init; } = 3;
    public int? ExtraSeatsMax { get; init; }
    public int SeatPriceCents { get; init; } = 10000;
    public int SeatsPaid { get; init; }
    public int SeatsPendingDowngrade { get; init; }
    public DateTimeOffset? PeriodEndsAt { get; init; }
    public string SeatModel { get; init; } = "perSeat";
    public SeatChargeUi SeatChargeUi { get; init; } = SeatChargeUi.Silent;
    public string Subscription { get; init; } = "active";
    public bool Require2fa { get; init; }
    public bool SsoEnforced { get; init; }
    public string Variant { get; init; } = "A";
    public string Locale { get; init; } = "en";
    public ListMode ListMode { get; init; } = ListMode.Full;
    public int PageSize { get; init; } = 50;
    public bool PendingInWorkspaceInfo { get; init; }
    public int? InvitationTtlHours { get; init; }
    public int? MaxEmailsPerInvite { get; init; }

    /// <summary>The language of the pages: variant C is German where nothing else is asked for.</summary>
    public string Language() => this is { Variant: "C", Locale: "en" } ? "de" : Locale;

    /// <summary>The plan's maximum, or null where there is none.</summary>
    public int? SeatsMax() => ExtraSeatsMax is { } extra ? SeatsIncluded + extra : null;
}
