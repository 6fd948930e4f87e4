using Azure;
using Seatkeeper.Domain.Access;

namespace Seatkeeper.Functions.Teams;

/// <summary>What is known of a team without its members.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Members">How many people are in it.</param>
/// <param name="Version">Names what it holds; another one with every change of name or members.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ChangedAt">When it was changed last.</param>
/// <param name="ChangedBy">Who changed it last.</param>
public sealed record TeamSummary(string Id, string Name, int Members, string Version, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, TeamAuthor ChangedBy)
{
    /// <summary>False as long as its hubs were not told of the last change.</summary>
    public bool IsTold { get; init; } = true;

    /// <summary>It is being deleted: no hub is given to it any more.</summary>
    public bool IsBeingDeleted { get; init; }

    /// <summary>The row's version; default for one that is new.</summary>
    public ETag Tag { get; init; }

    /// <summary>The version as the API shows it: what the row says of the telling is nobody's business.</summary>
    public ETag ShownTag => new(Version);
}

/// <summary>A named set of people.</summary>
/// <param name="About">All but its members.</param>
/// <param name="MemberIds">Who is in it.</param>
public sealed record Team(TeamSummary About, IReadOnlyList<string> MemberIds)
{
    /// <summary>The most people of one team.</summary>
    public const int MostMembers = 5_000;
}

/// <summary>Who changed something.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Name">Their name.</param>
public sealed record TeamAuthor(string Id, string Name)
{
    /// <summary>The caller of the API.</summary>
    public static TeamAuthor Of(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return new(caller.Id, caller.Name);
    }

    /// <summary>As the one on whose behalf tasks are started. Their role was looked at when they asked.</summary>
    public Caller ToCaller() => new(Id, Name, WorkspaceRole.User, IsPerson: true, InPerson: false);
}
