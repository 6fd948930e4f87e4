namespace Seatkeeper.AhrefsSimulator.Model;

/// <summary>A workspace's truth. Guarded by its world's gate.</summary>
public sealed class Workspace(string id, WorkspaceSettings settings)
{
    private readonly Dictionary<string, Member> members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Invitation> invitations = new(StringComparer.Ordinal);

    public string Id { get; } = id;

    public WorkspaceSettings Settings { get; set; } = settings;

    public List<Project> Projects { get; } = [];

    public List<ApiKey> ApiKeys { get; } = [];

    /// <summary>Seats of cancelled invitations, where the world does not free them at once.</summary>
    public int SeatsHeldByCancelled { get; set; }

    /// <summary>Increases with every change of either list.</summary>
    public int Version { get; private set; } = 1;

    public IReadOnlyCollection<Member> Members => members.Values;

    public IReadOnlyCollection<Invitation> Invitations => invitations.Values;

    public IEnumerable<Invitation> ListedInvitations => invitations.Values.Where(i => i.IsListed);

    public int PendingCount => invitations.Values.Count(i => i.IsListed);

    public Member? FindMember(string memberId) => members.GetValueOrDefault(memberId);

    public Member? FindMemberByEmail(string email) =>
        members.Values.FirstOrDefault(m => m.Email.Equals(email, StringComparison.OrdinalIgnoreCase));

    public Invitation? FindInvitation(string invitationId) => invitations.GetValueOrDefault(invitationId);

    public Invitation? FindListedInvitation(string email) =>
        ListedInvitations.FirstOrDefault(i => i.Email.Equals(email, StringComparison.OrdinalIgnoreCase));

    public void Put(Member member)
    {
        members[member.Id] = member;
        Version++;
    }

    public void Put(Invitation invitation)
    {
        invitations[invitation.Id] = invitation;
        Version++;
    }

    public void Remove(Member member)
    {
        members.Remove(member.Id);
        Version++;
    }
}
