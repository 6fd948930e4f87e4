using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Teams;

/// <summary>Turns bodies into wishes, or refuses them with every field that breaks a rule.</summary>
public sealed class TeamWishes(WorkspaceUsersTable people)
{
    /// <summary>The most entries that a refusal names; who sends thousands of wrong ones sees the rest by and by.</summary>
    private const int MostNamed = 100;

    /// <summary>What a team is to be.</summary>
    public async Task<TeamWish> OfAsync(TeamRequest body, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(body);
        var errors = new FieldErrors();
        if (!TeamName.TryParse(body.Name, out var name))
            errors.Add("name", TeamName.Rule);
        var wanted = body.MemberIds ?? [];
        if (wanted.Count > Team.MostMembers)
            throw FieldErrors.One("memberIds", $"must have at most {Team.MostMembers} entries.");
        if (wanted.Count > 0)
            await CheckAsync(wanted, errors, cancel);
        errors.ThrowIfAny();
        return new TeamWish(name ?? throw new InvalidOperationException("A name without a fault is parsed."), wanted);
    }

    /// <summary>What a team is to be given.</summary>
    public static TeamGrant Of(Hub hub, string teamId, GiveHubRequest body)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(body);
        var errors = new FieldErrors();
        var appRole = body.AppRole switch
        {
            null => hub.Rules.DefaultAppRole,
            nameof(AppRole.Admin) => AppRole.Admin,
            nameof(AppRole.Member) => AppRole.Member,
            nameof(AppRole.Guest) => AppRole.Guest,
            _ => (AppRole?)null,
        };
        var hubRole = body.HubRole switch { null or nameof(HubRole.Collaborator) => HubRole.Collaborator, nameof(HubRole.Owner) => HubRole.Owner, _ => (HubRole?)null };
        if (appRole is null)
            errors.Add("appRole", "must be Admin, Member or Guest.");
        if (hubRole is null)
            errors.Add("hubRole", "must be Owner or Collaborator.");
        errors.ThrowIfAny();
        return new TeamGrant(teamId, appRole ?? AppRole.Guest, hubRole ?? HubRole.Collaborator);
    }

    /// <summary>What is to become of the people of a team that a hub is taken from.</summary>
    public static SourceEnd Scope(string text) => text switch
    {
        "app" => SourceEnd.App,
        "hub" => SourceEnd.Hub,
        _ => throw FieldErrors.One("scope", "must be app or hub."),
    };

    private async Task CheckAsync(IReadOnlyList<string> wanted, FieldErrors errors, CancellationToken cancel)
    {
        var known = (await people.ReadForMatchingAsync(cancel)).ToDictionary(person => person.Id, person => person.Active, StringComparer.Ordinal);
        var (seen, wrong) = (new HashSet<string>(StringComparer.Ordinal), 0);
        for (var i = 0; i < wanted.Count && wrong < MostNamed; i++)
        {
            var rule = wanted[i] is not { } id || !known.TryGetValue(id, out var active) ? "is no workspace user."
                : !active ? "is somebody who left."
                : !seen.Add(id) ? "is there twice."
                : null;
            if (rule is null)
                continue;
            errors.Add($"memberIds[{i}]", rule);
            wrong++;
        }
    }
}

/// <summary>What a team is to be.</summary>
/// <param name="Name">Its name.</param>
/// <param name="MemberIds">Who is in it.</param>
public sealed record TeamWish(TeamName Name, IReadOnlyList<string> MemberIds);
