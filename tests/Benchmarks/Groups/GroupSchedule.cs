using System.Globalization;
using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Benchmarks.Groups;

/// <summary>
/// One random schedule: people and groups of its own at Entra, mapped to two hubs, changed step by step while things go wrong. The same
/// seed draws the same people, groups, steps, troubles and kills.
/// </summary>
internal sealed class GroupSchedule(int seed, GroupsApp app)
{
    private const int Newcomers = 5;
    private static readonly string[] Names = ["A", "B", "C"];
    private static readonly AppRole[] Roles = [AppRole.Guest, AppRole.Member, AppRole.Member, AppRole.Admin];
    private readonly Random random = new(seed);
    private readonly Dictionary<string, string> groupIds = new(StringComparer.Ordinal);
    private readonly List<string> steps = [];
    private string oldHand = "";

    public int Seed => seed;

    public GroupModel Model { get; } = new();

    public IReadOnlyList<string> Steps => steps;

    public int Kills { get; private set; }

    /// <summary>Makes its people and groups, while nothing goes wrong.</summary>
    public async Task PrepareAsync(CancellationToken cancel)
    {
        var hubs = Enumerable.Range(0, app.Hubs.Count).OrderBy(_ => random.Next()).Take(2).ToArray();
        await AddPeopleAsync(hubs[0], cancel);
        foreach (var name in Names.Append(GroupModel.Nested))
        {
            groupIds[name] = await app.Tenant.AddGroupAsync(new JsonObject { ["displayName"] = NameOf(name), ["mailNickname"] = $"s{seed}{name}".ToLowerInvariant() }, cancel);
            var members = Model.People.Keys.Where(_ => random.Next(3) == 0).ToHashSet(StringComparer.Ordinal);
            Model.Groups[name] = members;
            await app.Tenant.ChangeMembersAsync(groupIds[name], members.Select(IdOf), [], cancel);
        }

        Model.Mapped[(hubs[0], "A")] = Role();
        Model.Mapped[(hubs[0], "B")] = Role();
        Model.Mapped[(hubs[1], "C")] = Role();
        if (random.Next(2) == 0)
            Model.Mapped[(hubs[1], "B")] = Role();
    }

    /// <summary>Maps its groups.</summary>
    public async Task MapAsync(CancellationToken cancel)
    {
        Model.Note(Now);
        foreach (var ((hub, group), role) in Model.Mapped)
            await GiveAsync(hub, group, role, cancel);
    }

    /// <summary>Changes and troubles, one after the other, with pauses.</summary>
    public async Task PlayAsync(CancellationToken cancel)
    {
        var count = random.Next(8, 15);
        var killAt = random.Next(8) == 0 ? random.Next(count) : -1;
        for (var step = 0; step < count; step++)
        {
            var pause = TimeSpan.FromMilliseconds(random.Next(100, 3_000));
            steps.Add(await StepAsync(cancel));
            if (step == killAt)
            {
                Kills++;
                steps.Add("the app is killed");
                await app.KillAndRestartAsync(cancel);
            }

            await Task.Delay(pause, cancel);
        }
    }

    /// <summary>Takes its groups from the hubs, and with them every seat that they gave.</summary>
    public async Task EndAsync(CancellationToken cancel)
    {
        var mapped = Model.Mapped.Keys.ToList();
        Model.Mapped.Clear();
        Model.Note(Now);
        foreach (var (hub, group) in mapped)
            await app.CallAsync(client => client.SendAsync<TaskResponse>(HttpMethod.Delete, $"{PathOf(hub, group)}?scope=app", body: null, cancel), cancel);
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private string NameOf(string group) => string.Create(CultureInfo.InvariantCulture, $"Schedule {seed} {group}");

    private string IdOf(string email) => Model.People[email].Id;

    private string PathOf(int hub, string group) => $"hubs/{app.Hubs[hub].Id}/groups/{groupIds[group]}";

    private AppRole Role() => Roles[random.Next(Roles.Length)];

    private T One<T>(IReadOnlyList<T> some) => some[random.Next(some.Count)];

    // Newcomers, and one who has a seat that no group gave.
    private async Task AddPeopleAsync(int hub, CancellationToken cancel)
    {
        foreach (var email in Enumerable.Range(1, Newcomers).Select(nth => string.Create(CultureInfo.InvariantCulture, $"s{seed}.p{nth}@corp.test")))
            Model.People[email] = new ModelPerson(await AddPersonAsync(email, cancel));
        oldHand = app.Hubs[hub].Ordinary[seed % app.Hubs[hub].Ordinary.Count];
        Model.People[oldHand] = new ModelPerson(await AddPersonAsync(oldHand, cancel)) { Before = { [hub] = AppRole.Member } };
    }

    private Task<string> AddPersonAsync(string email, CancellationToken cancel) =>
        app.Tenant.AddUserAsync(new JsonObject { ["displayName"] = email.Split('@')[0], ["userPrincipalName"] = email, ["mail"] = email }, cancel);

    private Task<TaskResponse> GiveAsync(int hub, string group, AppRole role, CancellationToken cancel) =>
        app.CallAsync(client => client.SendAsync<TaskResponse>(HttpMethod.Put, PathOf(hub, group), new GiveHubRequest($"{role}"), cancel), cancel);

    private async Task<string> StepAsync(CancellationToken cancel)
    {
        if (random.Next(3) == 0)
        {
            var (name, act) = TenantTrouble.Draw(random);
            await act(app.Tenant, cancel);
            return name;
        }

        return random.Next(16) switch
        {
            0 or 1 or 2 => await ChangeAsync(One([.. Model.Groups.Keys]), adds: true, cancel),
            3 or 4 => await ChangeAsync(One([.. Model.Groups.Keys]), adds: false, cancel),
            5 or 6 or 7 => await MoveAsync(cancel),
            8 or 9 => await NestAsync(cancel),
            10 => await SwitchAsync(cancel),
            11 => await DeleteAsync(cancel),
            12 => await RenameAsync(cancel),
            13 => await ChangeRoleAsync(cancel),
            14 => await LeaveForAMomentAsync(cancel),
            _ => await AcceptAsync(cancel),
        };
    }

    private async Task<string> ChangeAsync(string group, bool adds, CancellationToken cancel)
    {
        var person = One(Live());
        if (adds)
            Model.Groups[group].Add(person);
        else
            Model.Groups[group].Remove(person);
        Model.Note(Now);
        await TellAsync(group, person, adds, cancel);
        return $"{person} {(adds ? "into" : "out of")} {group}";
    }

    // In whatever order Entra is told of it: who moves is in one of the two.
    private async Task<string> MoveAsync(CancellationToken cancel)
    {
        var (person, from, to) = (One(Live()), One(Names), One(Names));
        Model.Groups[from].Remove(person);
        Model.Groups[to].Add(person);
        Model.Note(Now);
        var leavesFirst = random.Next(2) == 0 && from != to;
        await TellAsync(leavesFirst ? from : to, person, adds: !leavesFirst, cancel);
        if (from != to)
            await TellAsync(leavesFirst ? to : from, person, adds: leavesFirst, cancel);
        return $"{person} from {from} to {to}, {(leavesFirst ? "out first" : "in first")}";
    }

    // Out, and back after a while in which this may have been seen or not.
    private async Task<string> LeaveForAMomentAsync(CancellationToken cancel)
    {
        var group = One(Names);
        var person = Model.Groups[group].Where(member => member != GroupModel.Nested && Model.People[member] is { IsDeleted: false }).Order(StringComparer.Ordinal).FirstOrDefault();
        var away = TimeSpan.FromMilliseconds(random.Next(50, 6_000));
        if (person is null)
            return "nothing";
        Model.Groups[group].Remove(person);
        Model.Note(Now);
        await TellAsync(group, person, adds: false, cancel);
        await Task.Delay(away, cancel);
        Model.Groups[group].Add(person);
        Model.Note(Now);
        await TellAsync(group, person, adds: true, cancel);
        return string.Create(CultureInfo.InvariantCulture, $"{person} out of {group} for {away.TotalSeconds:0.0} s");
    }

    private async Task<string> NestAsync(CancellationToken cancel)
    {
        var group = One(Names);
        var adds = Model.Groups[group].Add(GroupModel.Nested);
        if (!adds)
            Model.Groups[group].Remove(GroupModel.Nested);
        Model.Note(Now);
        await app.Tenant.ChangeMembersAsync(groupIds[group], adds ? [groupIds[GroupModel.Nested]] : [], adds ? [] : [groupIds[GroupModel.Nested]], cancel);
        return $"the nested group {(adds ? "into" : "out of")} {group}";
    }

    // Whoever had the seat before stays in the workspace: who leaves that loses any seat, and this is about groups.
    private async Task<string> SwitchAsync(CancellationToken cancel)
    {
        var email = One([.. Live().Where(person => person != oldHand).DefaultIfEmpty(oldHand)]);
        if (email == oldHand)
            return "nothing";
        var person = Model.People[email];
        person.IsDisabled = !person.IsDisabled;
        Model.Note(Now);
        await app.Tenant.ChangeUserAsync(person.Id, new JsonObject { ["accountEnabled"] = !person.IsDisabled }, cancel);
        return $"{email} {(person.IsDisabled ? "disabled" : "enabled")}";
    }

    private async Task<string> DeleteAsync(CancellationToken cancel)
    {
        var (email, person) = One([.. Model.People.Where(known => known.Key != oldHand)]);
        person.IsDeleted = !person.IsDeleted;
        Model.Note(Now);
        await (person.IsDeleted ? app.Tenant.DeleteUserAsync(person.Id, forGood: false, cancel) : app.Tenant.RestoreUserAsync(person.Id, cancel));
        return $"{email} {(person.IsDeleted ? "deleted" : "restored")}";
    }

    private async Task<string> RenameAsync(CancellationToken cancel)
    {
        var (email, group, number) = (One(Live()), One(Names), random.Next(1_000));
        await app.Tenant.ChangeUserAsync(IdOf(email), new JsonObject { ["displayName"] = $"Renamed {number}" }, cancel);
        await app.Tenant.ChangeGroupAsync(groupIds[group], new JsonObject { ["displayName"] = $"{NameOf(group)} {number}" }, cancel);
        return $"{email} and {group} renamed";
    }

    private async Task<string> ChangeRoleAsync(CancellationToken cancel)
    {
        var (mapped, role) = (One([.. Model.Mapped.Keys]), Role());
        Model.Mapped[mapped] = role;
        await GiveAsync(mapped.Hub, mapped.Group, role, cancel);
        return $"{mapped.Group} gives {role} in hub {mapped.Hub}";
    }

    private async Task<string> AcceptAsync(CancellationToken cancel)
    {
        var accepted = await app.AcceptAsync([.. Model.People.Keys], cancel);
        return accepted == 0 ? "nothing" : "invitations accepted";
    }

    private IReadOnlyList<string> Live() => [.. Model.People.Where(person => !person.Value.IsDeleted).Select(person => person.Key)];

    private Task TellAsync(string group, string person, bool adds, CancellationToken cancel) =>
        app.Tenant.ChangeMembersAsync(groupIds[group], adds ? [IdOf(person)] : [], adds ? [] : [IdOf(person)], cancel);
}
