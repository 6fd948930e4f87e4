using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;

namespace Seatkeeper.Functions.Storage;

/// <summary>A member as the table holds it.</summary>
internal sealed class MemberRow : ITableEntity
{
    public string PartitionKey { get; set; } = "";
    public string RowKey { get; set; } = "";
    public DateTimeOffset? Timestamp { get; set; }
    public ETag ETag { get; set; }

    public string List { get; set; } = "";
    public string Presence { get; set; } = "";
    public string? SiteId { get; set; }
    public string? Email { get; set; }
    public string? Name { get; set; }
    public string? AppRole { get; set; }
    public string RawRole { get; set; } = "";
    public bool IsOperator { get; set; }
    public bool InvitationExpired { get; set; }
    public DateTimeOffset? LastActive { get; set; }
    public bool? TwoFactor { get; set; }
    public string Status { get; set; } = "";
    public string DecidedBy { get; set; } = "";
    public string? UserId { get; set; }
    public string? UserName { get; set; }
    public string? HubRole { get; set; }
    public string? Reason { get; set; }
    public string? ReviewOn { get; set; }
    public string Stage { get; set; } = "";
    public DateTimeOffset FirstSeen { get; set; }
    public DateTimeOffset LastSeen { get; set; }
    public DateTimeOffset? GoneSince { get; set; }
    public DateTimeOffset? HereSince { get; set; }
    public string? Untold { get; set; }

    public StoredMember ToStored() => new(ToMember(), UserName, ETag.ToString(), Untold is null ? null : RowText.Read<ActivityEntry>(Untold));

    public static MemberRow From(string hubId, StoredMember stored) => From(hubId, stored.Member, stored);

    private static MemberRow From(string hubId, Member member, StoredMember stored) => new()
    {
        PartitionKey = hubId,
        RowKey = member.Id,
        List = member.List.ToString(),
        Presence = member.Presence.ToString(),
        SiteId = member.Facts.SiteId,
        Email = member.Facts.Email,
        Name = member.Facts.Name,
        AppRole = member.Facts.Role?.ToString(),
        RawRole = member.Facts.RawRole,
        IsOperator = member.Facts.IsOperator,
        InvitationExpired = member.Facts.InvitationExpired,
        LastActive = member.Facts.LastActive,
        TwoFactor = member.Facts.TwoFactor,
        Status = member.Decision.Status.ToString(),
        DecidedBy = member.Decision.By.ToString(),
        UserId = member.Decision.UserId,
        UserName = stored.UserName,
        HubRole = member.Decision.HubRole?.ToString(),
        Reason = member.Decision.Reason,
        ReviewOn = member.Decision.ReviewOn?.ToString("O", CultureInfo.InvariantCulture),
        Stage = member.Stage.ToString(),
        FirstSeen = member.FirstSeen,
        LastSeen = member.LastSeen,
        GoneSince = member.GoneSince,
        HereSince = member.HereSince,
        Untold = stored.Untold is null ? null : RowText.Write(stored.Untold),
    };

    private Member ToMember() => new(
        RowKey,
        RowText.Enum<Presence>(List),
        RowText.Enum<Presence>(Presence),
        new MemberFacts(SiteId, Email, Name, AppRole is null ? null : RowText.Enum<AppRole>(AppRole), RawRole, IsOperator, InvitationExpired, LastActive, TwoFactor),
        new MemberDecision(
            RowText.Enum<MemberStatus>(Status), RowText.Enum<DecidedBy>(DecidedBy), UserId, HubRole is null ? null : RowText.Enum<HubRole>(HubRole), Reason,
            ReviewOn is null ? null : DateOnly.ParseExact(ReviewOn, "O", CultureInfo.InvariantCulture)),
        RowText.Enum<MemberStage>(Stage),
        FirstSeen,
        LastSeen,
        GoneSince)
    {
        HereSince = HereSince,
    };
}
