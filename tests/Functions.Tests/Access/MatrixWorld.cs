using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Moq;
using Seatkeeper.Connectors;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Access;

/// <summary>
/// A hub that was really connected and checked, and everybody of the matrix. From then on the engine sleeps: what calls start stays as
/// it was started, so that no call meets what an earlier one has changed.
/// </summary>
public sealed class MatrixWorld : IAsyncLifetime
{
    private readonly HubWorld hubs;
    private readonly Dictionary<MatrixCaller, (string Id, TestCaller Caller)> everybody = [];
    private Dictionary<string, string> members = [];
    private readonly ConcurrentDictionary<string, Lazy<Task<string[]>>> made = new(StringComparer.Ordinal);
    private TestHub? hub;
    private bool sleeps;

    public MatrixWorld(AzuriteServer azurite) => hubs = new HubWorld(azurite)
    {
        Starting = UntilItSleeps,
        Settings = settings => settings["Browser:ExecutablePath"] = "/bin/true",
    };

    internal TestApp App => hubs.App;

    internal string HubId => Connected.Id;

    /// <summary>A hub that is not connected yet, and has no Owner.</summary>
    internal string OwnerlessHubId { get; private set; } = "";

    /// <summary>A removal that was done, of the hub.</summary>
    internal string RemovalId { get; private set; } = "";

    /// <summary>A person whom no member is matched to.</summary>
    internal string FreePersonId => PersonId.OfAddress("free@example.com");

    /// <summary>The address that whoever is a member has in the app.</summary>
    internal static string AddressOf(MatrixCaller who) => $"{who.Column.Replace(' ', '-').Replace(",", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal)}.{who.Tie}@example.com".ToLowerInvariant();

    /// <summary>Some more people of the app, each for calls that change nothing but them.</summary>
    internal static IReadOnlyList<string> Extras { get; } = ["demote", "remove", "match", "unmatch", "exempt", "leaver"];

    private TestHub Connected => hub ?? throw new InvalidOperationException("Not connected.");

    private static CancellationToken Cancel => HubWorld.Cancel;

    public async ValueTask InitializeAsync()
    {
        await hubs.InitializeAsync();
        foreach (var who in MatrixCaller.All)
            everybody[who] = await ComeAsync(who);
        foreach (var name in (string[])["free", "unmatch", "leaver"])
            await AddPersonAsync(PersonId.OfAddress($"{name}@example.com"), $"{name}@example.com", WorkspaceRole.User);
        hub = await hubs.ConnectAsync(Site());
        await GiveRolesAsync();
        await HappenAsync();

        // Who has no seat has no access: a check takes it, so these come after the last one.
        await App.Get<HubPeopleTable>().PutCollaboratorsAsync(
            HubId, MatrixCaller.All.Where(who => who is { Tie: HubTie.Collaborator, IsPerson: false }).ToDictionary(IdOf, _ => true, StringComparer.Ordinal), Cancel);
        members = (await hub.MembersAsync()).Where(member => member.IsPresent).ToDictionary(member => member.Facts.Email?.Split('@')[0] ?? "", member => member.Id, StringComparer.Ordinal);
        sleeps = true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, caller) in everybody.Values)
            caller.Dispose();
        await hubs.DisposeAsync();
    }

    internal string IdOf(MatrixCaller who) => everybody[who].Id;

    internal TestCaller CallerOf(MatrixCaller who) => everybody[who].Caller;

    /// <summary>A member of the hub, by the name in its address.</summary>
    internal string MemberOf(string name) => members[name];

    internal Task<Hub> HubAsync() => Connected.RowAsync();

    /// <summary>Who connected the hub, and is none of the callers.</summary>
    internal TestCaller Connector => Connected.Owner.Caller;

    /// <summary>A hub like the hub, with nobody in it.</summary>
    internal async Task<string> AddHubAsync(Func<Hub, Hub> change)
    {
        var id = Guid.NewGuid().ToString("N");
        var account = await this.AccountAsync(Connected.Owner.Person.Id, AccountPurpose.Automation, id);
        await App.Get<HubsTable>().AddAsync(change(await HubAsync() with { Id = id, Identifier = id[..20], AutomationAccountId = account, ActiveTaskId = null, WaitingTaskId = null }), Cancel);
        return id;
    }

    /// <summary>A hub like the hub, in which a caller has the same place, beside who connected it.</summary>
    internal async Task<string> NewHubAsync(MatrixCaller who, Func<Hub, Hub> change)
    {
        var id = await AddHubAsync(change);
        await App.Get<HubPeopleTable>().PutOwnerAsync(new HubPerson(id, Connected.Owner.Person.Id, HubRole.Owner, DateTimeOffset.UtcNow), Cancel);
        if (who.Tie == HubTie.Owner)
            await App.Get<HubPeopleTable>().PutOwnerAsync(new HubPerson(id, IdOf(who), HubRole.Owner, DateTimeOffset.UtcNow), Cancel);
        else if (who.Tie == HubTie.Collaborator)
            await App.Get<HubPeopleTable>().PutCollaboratorsAsync(id, new Dictionary<string, bool>(StringComparer.Ordinal) { [IdOf(who)] = true }, Cancel);
        return id;
    }

    internal async Task<DirectoryPerson> AddPersonAsync(string id, string email, WorkspaceRole role, WorkspaceUserKind kind = WorkspaceUserKind.Directory)
    {
        var person = new DirectoryPerson(id, kind, email.Split('@')[0], null, email, [], role, Active: true);
        await App.Get<WorkspaceUsersTable>().SaveAsync([person], Cancel);
        return person;
    }

    /// <summary>Makes something the first time that it is asked for.</summary>
    internal Task<string[]> OnceAsync(string name, Func<Task<string[]>> make) => made.GetOrAdd(name, _ => new Lazy<Task<string[]>>(make)).Value;

    /// <summary>Everything that is stored, as text: whoever is refused leaves it as it was.</summary>
    internal async Task<string> StoredAsync()
    {
        var secrets = System.IO.Directory.EnumerateFiles(App.SecretsDirectory).Order(StringComparer.Ordinal);
        return string.Join('\n', [await StoredText.ReadTablesAsync(App), await StoredText.ReadBlobsAsync(App), .. secrets]);
    }

    private DurableTaskClient UntilItSleeps(DurableTaskClient engine)
    {
        var client = new Mock<DurableTaskClient>("sleepy");
        client.Setup(asked => asked.ScheduleNewOrchestrationInstanceAsync(It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .Returns((TaskName name, object? input, StartOrchestrationOptions? options, CancellationToken cancel) =>
                sleeps ? Task.FromResult(options?.InstanceId ?? "") : engine.ScheduleNewOrchestrationInstanceAsync(name, input, options, cancel));
        return client.Object;
    }

    private async Task<(string Id, TestCaller Caller)> ComeAsync(MatrixCaller who)
    {
        if (who.Key == KeyKind.Missing) return ("", App.Owner.With(key: null));
        var email = AddressOf(who);
        var olive = PersonId.OfAddress(TestApp.OwnerEmail);
        var id = who.IsPerson ? PersonId.OfAddress(email) : $"service:{email.Split('@')[0]}";
        if (who.IsPerson)
            await AddPersonAsync(id, email, who.Key == KeyKind.OwnOfUser ? WorkspaceRole.SuperAdmin : who.Role);
        var key = await this.KeyAsync(id, who.IsPerson, who.Key is KeyKind.IssuedByAnother or KeyKind.Service ? olive : id, who.Role);
        if (who.Key == KeyKind.Revoked)
            await App.Get<ApiKeysTable>().RevokeAsync(key.Id, DateTimeOffset.UtcNow, Cancel);
        return (id, App.Owner.With(key.Secret));
    }

    private static ScriptedSite Site()
    {
        var people = MatrixCaller.All.Where(who => who is { BelongsToHub: true, IsPerson: true }).Select(AddressOf).Concat(Extras.Append("gone").Select(name => $"{name}@example.com"));
        return new ScriptedSite { People = [.. people.Select(email => ScriptedSite.Person(email)), ScriptedSite.Person("invited@example.com", presence: Presence.Pending)] };
    }

    // A check makes everybody whom it matches a Collaborator; the rest of what ties people to hubs is said here.
    private async Task GiveRolesAsync()
    {
        var people = App.Get<HubPeopleTable>();
        var other = await AddHubAsync(same => same);
        OwnerlessHubId = await AddHubAsync(same => same with { State = HubState.Connecting, Workspace = null });
        foreach (var who in MatrixCaller.All.Where(who => who.Tie is HubTie.Owner or HubTie.OwnerOfAnother))
            await people.PutOwnerAsync(new HubPerson(who.Tie == HubTie.Owner ? HubId : other, IdOf(who), HubRole.Owner, DateTimeOffset.UtcNow), Cancel);
    }

    // One is removed, and one leaves the company.
    private async Task HappenAsync()
    {
        var gone = (await Connected.MembersAsync()).Single(member => member.Facts.Email == "gone@example.com").Id;
        var answer = await Connected.Owner.Caller.DeleteAsync($"hubs/{HubId}/members/{gone}");
        RemovalId = answer.Expect(System.Net.HttpStatusCode.Accepted).As<Contracts.TaskResponse>().Id;
        await Connected.EndOfAsync(RemovalId);
        var users = App.Get<WorkspaceUsersTable>();
        if (await users.FindAsync(PersonId.OfAddress("leaver@example.com"), Cancel) is { } leaver)
            await users.SaveAsync([leaver with { Active = false }], Cancel);
        await Connected.CheckAsync();
    }
}
