using System.Security.Cryptography;
using Seatkeeper.AhrefsSimulator.Faulting;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.AhrefsSimulator.Refereeing;

namespace Seatkeeper.AhrefsSimulator.Worlds;

/// <summary>One test's site. Everything in it is guarded by <see cref="Gate"/>, except what says otherwise.</summary>
public sealed class SimWorld(string id, WorldRecipe recipe, TimeProvider time)
{
    private readonly Dictionary<string, Workspace> workspaces = new(StringComparer.Ordinal);
    private readonly HashSet<string> more = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Account> accounts = new(StringComparer.OrdinalIgnoreCase);
    private int lastNumber;

    public Lock Gate { get; } = new();
    public string Id { get; } = id;
    public WorldRecipe Recipe { get; } = recipe;
    public SimClock Clock { get; } = new(time);
    public Random Random { get; } = new(recipe.Seed);
    public WorldOptions Options { get; set; } = new();
    public LatencyProfile Latency { get; set; } = LatencyProfile.Presets["instant"];
    public UiSwitches Ui { get; set; } = new();
    public SessionBook Sessions { get; } = new();
    public FaultBook Faults { get; } = new();
    public IntentBook Intents { get; } = new();
    public PendingActs Acts { get; } = new();
    public List<SentMail> Mailbox { get; } = [];

    /// <summary>Has a lock of its own.</summary>
    public Journal Journal { get; } = new();

    public string OperatorEmail { get; set; } = recipe.Account.Email;

    /// <summary>A person has passed the challenge in this world.</summary>
    public bool ChallengeSolved { get; set; }

    /// <summary>One-time tokens of the check on the sign-in page that were given out.</summary>
    public HashSet<string> ChallengeTokens { get; } = new(StringComparer.Ordinal);

    /// <summary>The clicks that an invitation came of. A request that the browser sends again by itself names the same one.</summary>
    public HashSet<string> InvitingClicks { get; } = new(StringComparer.Ordinal);

    /// <summary>Secrets that came to be while the world lived; the recipe's own are watched for as well.</summary>
    public List<(string What, string Secret)> Secrets { get; } = [];

    /// <summary>What class names are hashed with; differs at every start, so that no locator lives on them.</summary>
    public string ClassSeed { get; } = RandomNumberGenerator.GetHexString(8, lowercase: true);

    /// <summary>What the clearance cookie is bound with; another one makes every browser's cookie another machine's.</summary>
    public string ClearanceSeed { get; set; } = "";

    public IReadOnlyCollection<Workspace> Workspaces => workspaces.Values;

    public IReadOnlyCollection<Account> Accounts => accounts.Values;

    public Account Operator => accounts[OperatorEmail];

    /// <summary>Further accounts that an automation signs in with, and the first: what they do is held against the rules, each workspace by itself.</summary>
    public IReadOnlySet<string> Operators => new HashSet<string>(more.Append(OperatorEmail), StringComparer.OrdinalIgnoreCase);

    /// <summary>The highest number given so far; a reset goes on from it, because ids are opaque.</summary>
    public int LastNumber
    {
        get => lastNumber;
        set => lastNumber = value;
    }

    public void Add(Workspace workspace) => workspaces.Add(workspace.Id, workspace);

    public Workspace? FindWorkspace(string? workspaceId) => workspaceId is null ? null : workspaces.GetValueOrDefault(workspaceId);

    public string NextId(string prefix) => $"{prefix}_{++lastNumber:000000}";

    public Account? FindAccount(string email) => accounts.GetValueOrDefault(email);

    public void Add(Account account) => accounts[account.Email] = account;

    /// <summary>From now on an automation signs in with this account, too.</summary>
    public void AddOperator(string email) => more.Add(email);

    /// <summary>The workspaces that list the address, in their order.</summary>
    public IEnumerable<Workspace> WorkspacesOf(string email) => workspaces.Values.Where(w => w.FindMemberByEmail(email) is not null);

    public JournalActor ActorOf(Session? session) =>
        session is null || session.AccountEmail.Equals(OperatorEmail, StringComparison.OrdinalIgnoreCase) || more.Contains(session.AccountEmail) ? JournalActor.Operator : JournalActor.Person;
}
