using Seatkeeper.Domain.Access;

namespace Seatkeeper.Functions.Tests.Access;

/// <summary>
/// Whom a call is for, as one small rule. The rules are written from what the API promises, and not from what the app answers: the test
/// holds the two against one another.
/// </summary>
/// <param name="Title">Who may.</param>
/// <param name="Refusal">The status that a caller with a valid key is refused with, or null where they may.</param>
internal sealed record AccessClass(string Title, Func<MatrixCaller, int?> Refusal)
{
    private const int Forbidden = 403;
    private const int NotFound = 404;

    /// <summary>True where no key is asked for.</summary>
    public bool IsOpen { get; private init; }

    public static AccessClass Anybody { get; } = new("Anybody, without a key", _ => null) { IsOpen = true };

    public static AccessClass AnyCaller { get; } = new("Whoever has a key; a list holds only what they may see", _ => null);

    public static AccessClass ItsOwner { get; } = new("Whose it is, or who started it; here always the caller's own", _ => null);

    public static AccessClass ItsOwnerInPerson { get; } = new("Whose it is, in person; here always the caller's own", RefuseUnlessInPerson);

    public static AccessClass HubConnector { get; } = new("Who may connect hubs", who => who.IsGuest ? Forbidden : null);

    public static AccessClass HubConnectorPerson { get; } = new("Who may connect hubs and is a person", who => HubConnector.Refusal(who) ?? RefuseUnlessPerson(who));

    public static AccessClass HubOwnerPerson { get; } = new("Owners of the hub who are people", who => RefuseUnlessOwner(who) ?? RefuseUnlessPerson(who));

    public static AccessClass HubName { get; } = new("Owners and Collaborators of the hub; Owner and SuperAdmin of the workspace", who => who.BelongsToHub || who.OverseesAll ? null : NotFound);

    public static AccessClass HubReader { get; } = new("Owners of the hub; Owner and SuperAdmin of the workspace", who => who.Manages || who.OverseesAll ? null : ByPlace(who));

    public static AccessClass HubOwner { get; } = new("Owners of the hub", RefuseUnlessOwner);

    public static AccessClass HubOwnerInPerson { get; } = new("Owners of the hub, in person", who => RefuseUnlessOwner(who) ?? RefuseUnlessInPerson(who));

    public static AccessClass MatchedPerson { get; } = new(
        "Who is matched to a member of the hub, in person", who => HubName.Refusal(who) ?? (who.BelongsToHub ? RefuseUnlessInPerson(who) : Forbidden));

    public static AccessClass HubOwnerAmongStarters { get; } = new("Owners of the hub, also where somebody else started it", who => who.Manages ? null : Forbidden);

    public static AccessClass HubOwnerPersonAmongStarters { get; } = new(
        "Owners of the hub who are people, also where somebody else started it", who => HubOwnerAmongStarters.Refusal(who) ?? RefuseUnlessPerson(who));

    public static AccessClass HubReaderAmongStarters { get; } = new(
        "Owners of the hub, Owner and SuperAdmin of the workspace; not whoever only started it", who => who.Manages || who.OverseesAll ? null : Forbidden);

    public static AccessClass TakeOver { get; } = new(
        "Owner and SuperAdmin of the workspace, of any hub; no service principal is ever made Owner", who => who.OverseesAll ? who.IsPerson ? null : Forbidden : ByPlace(who));

    public static AccessClass Overseer { get; } = new("Owner and SuperAdmin of the workspace", who => who.OverseesAll ? null : Forbidden);

    public static AccessClass OverseerElseNotThere { get; } = new("Owner and SuperAdmin of the workspace; to others it is not there", who => who.OverseesAll ? null : NotFound);

    public static AccessClass OverseerPersonElseNotThere { get; } = new(
        "Owner and SuperAdmin of the workspace who are people; to others it is not there", who => OverseerElseNotThere.Refusal(who) ?? RefuseUnlessPerson(who));

    public static AccessClass OverseerInPerson { get; } = new("Owner and SuperAdmin of the workspace, in person", who => who.OverseesAll ? RefuseUnlessInPerson(who) : Forbidden);

    public static AccessClass WorkspaceOwner { get; } = new("The workspace Owner", who => who.Role == WorkspaceRole.Owner ? null : Forbidden);

    public static AccessClass WorkspaceOwnerElseNotThere { get; } = new("The workspace Owner; to others it is not there", who => who.Role == WorkspaceRole.Owner ? null : NotFound);

    public static AccessClass DirectoryReader { get; } = new(
        "Owner, SuperAdmin and Admin of the workspace, and Owners of any hub", who => who.Role >= WorkspaceRole.Admin || who.ManagesAny ? null : Forbidden);

    public static AccessClass DirectoryWriter { get; } = new("Owner, SuperAdmin and Admin of the workspace", who => who.Role >= WorkspaceRole.Admin ? null : Forbidden);

    public static AccessClass AutomationAccountReader { get; } = new(
        "Owners of the hub that uses it, Owner and SuperAdmin of the workspace; to others it is not there", who => who.Manages || who.OverseesAll ? null : NotFound);

    public static AccessClass OwnerOfOthersAccount { get; } = new(
        "Its owner alone; here never the caller, and to whoever may not see it, it is not there", who => AutomationAccountReader.Refusal(who) ?? Forbidden);

    public static AccessClass HubTargetReader { get; } = new(
        "Owners of the hub, Owner and SuperAdmin of the workspace; to others it is not there, Collaborators among them", who => who.Manages || who.OverseesAll ? null : NotFound);

    public static AccessClass HubTargetOwner { get; } = new(
        "Owners of the hub; to who may not read it, it is not there", who => HubTargetReader.Refusal(who) ?? (who.Manages ? null : Forbidden));

    public static AccessClass KeyHolder { get; } = new(
        "The person who holds the key; of a service principal's, Owner and SuperAdmin of the workspace; to others it is not there", who => who.IsPerson || who.OverseesAll ? null : NotFound);

    /// <summary>The status that a caller gets.</summary>
    /// <param name="who">The caller.</param>
    /// <param name="success">The status of who may.</param>
    public int StatusFor(MatrixCaller who, int success) => !IsOpen && !who.IsSignedIn ? 401 : Refusal(who) ?? success;

    private static int ByPlace(MatrixCaller who) => who.BelongsToHub ? Forbidden : NotFound;

    // Who may take a hub over, and has not yet, is told to do that first.
    private static int? RefuseUnlessOwner(MatrixCaller who) => who.Manages ? null : who.OverseesAll ? Forbidden : ByPlace(who);

    private static int? RefuseUnlessPerson(MatrixCaller who) => who.IsPerson ? null : Forbidden;

    private static int? RefuseUnlessInPerson(MatrixCaller who) => who.IsInPerson ? null : Forbidden;
}
