using System.Security.Cryptography;
using System.Text;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Functions.Teams;

namespace Seatkeeper.Functions.Granting;

/// <summary>A plan as it is kept.</summary>
/// <param name="Id">Names it, and what it starts, for good.</param>
/// <param name="Version">The version of the hub's changes that it looked at.</param>
/// <param name="At">When it was made.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Ended">Teams that are taken from the hub by it.</param>
/// <param name="Settles">Whether somebody would lose a seat because a team was changed, or have a lesser role because a team or group was, so that it is waited whether they are in another one.</param>
public sealed record StoredProvision(string Id, long Version, DateTimeOffset At, ProvisionPlan Plan, IReadOnlyList<HubAssignment> Ended, bool Settles = false)
{
    /// <summary>Since when it is waited, by plans that were made anew one soon after the other before anything of them was started, too; null where nothing is.</summary>
    public DateTimeOffset? SettlesSince { get; init; }

    /// <summary>What was told on top of what was begun: of that only what is new is told.</summary>
    public IReadOnlyList<ProvisionedPerson> Told { get; init; } = [];

    /// <summary>Matches that are to be told: its own, and those of begun plans that nobody told.</summary>
    public IReadOnlyList<SeatMatch> Matched { get; init; } = [];

    /// <summary>The tasks whose people it looked at once more.</summary>
    public IReadOnlyList<string> Past { get; init; } = [];

    /// <summary>Groups that are taken from the hub by it.</summary>
    public IReadOnlyList<HubAssignment> EndedGroups { get; init; } = [];

    /// <summary>The groups as it found them: what it was made from can be held against what they held at any time.</summary>
    public IReadOnlyList<PlannedGroup> Groups { get; init; } = [];
}

/// <summary>A group as a plan found it.</summary>
/// <param name="Id">The group.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Names what it held; empty where nobody knew that.</param>
/// <param name="ReadAt">When its people were read last, completely.</param>
/// <param name="People">How many were in it.</param>
/// <param name="Digest">Of their ids, sorted, one a line: SHA-256 in hex.</param>
/// <param name="IsUnread">Nobody knew who is in it.</param>
public sealed record PlannedGroup(string Id, string Name, string Version, DateTimeOffset ReadAt, int People, string Digest, bool IsUnread)
{
    /// <summary>A group as it was read.</summary>
    public static PlannedGroup Of(GrantingSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', source.People.Order(StringComparer.Ordinal)))));
        return new PlannedGroup(source.Id, source.Name, source.Version, source.ReadAt, source.People.Count, digest, source.IsUnread);
    }
}
