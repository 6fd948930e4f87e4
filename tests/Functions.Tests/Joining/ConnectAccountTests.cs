using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Joining;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Joining;

public sealed class ConnectAccountTests(HubWorld world) : IClassFixture<HubWorld>
{
    private const string Password = "Recognisable-Passw0rd!";

    [Fact]
    public async Task Who_accepted_connects_their_own_account_and_the_next_check_moves_them_on()
    {
        var (hub, ann) = await InvitedAsync(WorkspaceRole.GuestUser);
        (await ConnectAsync(hub, ann)).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        hub.Site.People = [ScriptedSite.Person(ann.Person.Email)];
        await hub.CheckAsync();
        Assert.Equal(MemberStage.AwaitingAccount, (await MemberAsync(hub, ann)).Stage);
        Assert.Empty((await ann.Caller.GetAsync($"hubs/{hub.Id}/accounts")).Expect(HttpStatusCode.OK).As<ListResponse<AccountResponse>>().Items);

        var account = (await ConnectAsync(hub, ann)).Expect(HttpStatusCode.Created).As<AccountResponse>();

        Assert.Equal((hub.Id, "personal", ann.Person.Id, ann.Person.Email, null), (account.HubId, account.Purpose, account.OwnerId, account.Username, account.TaskId));
        Assert.Equal(MemberStage.AwaitingAccount, (await MemberAsync(hub, ann)).Stage);
        Assert.Equal(account.Id, (await ann.Caller.GetAsync($"hubs/{hub.Id}/accounts")).Expect(HttpStatusCode.OK).As<ListResponse<AccountResponse>>().Items.Single().Id);
        var twice = (await ConnectAsync(hub, ann)).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        Assert.Equal($"/api/v1/accounts/{account.Id}", twice.Json["link"]?.GetValue<string>());
        await hub.CheckAsync();
        Assert.Equal(MemberStage.None, (await MemberAsync(hub, ann)).Stage);
        Assert.Contains((await hub.ActivityAsync()), entry => entry.Entry is { Event: "accountConnected" } told && told.UserId == ann.Person.Id);
        // Nothing signed in, for nobody asked for that; and nobody else sees or takes it.
        Assert.Empty(world.OwnAccount(ann.Person.Email, Password).SignIns);
        (await hub.Owner.Caller.GetAsync($"accounts/{account.Id}")).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        Assert.DoesNotContain(account.Id, (await hub.Owner.Caller.GetAsync("accounts")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verification_that_was_asked_for_is_one_real_sign_in()
    {
        var (hub, ben) = await MemberOfAsync();
        var site = world.OwnAccount(ben.Person.Email, "another-password");

        var account = (await ConnectAsync(hub, ben, "?verify=true")).Expect(HttpStatusCode.Created).As<AccountResponse>();

        var task = await hub.EndOfAsync(account.TaskId ?? "");
        Assert.Equal((AutomatedTaskType.VerifyAccount, AutomatedTaskStatus.Failed, FailureKind.InvalidCredentials), (task.Type, task.Status, task.Failure?.Kind));
        Assert.Equal([Password], site.Wrong);
        Assert.Equal(FailureKind.InvalidCredentials, (await ben.Caller.GetAsync($"hubs/{hub.Id}/accounts")).As<ListResponse<AccountResponse>>().Items.Single().RejectedAs);
        Assert.DoesNotContain(Password, await StoredText.ReadTablesAsync(world.App) + await StoredText.ReadBlobsAsync(world.App) + world.App.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_is_connected_by_the_matched_person_in_person_for_their_own_member_only()
    {
        var (hub, cleo) = await MemberOfAsync();
        var stranger = await world.PersonAsync(WorkspaceRole.User);
        using var issued = await world.App.CallerAsync(cleo.Person.Id, WorkspaceRole.User, inPerson: false);
        var path = $"hubs/{hub.Id}/accounts";

        (await stranger.Caller.PostAsync(path, Body(stranger))).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        (await hub.Owner.Caller.PostAsync(path, Body(hub.Owner))).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await issued.PostAsync(path, Body(cleo))).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await issued.GetAsync(path)).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await cleo.Caller.PostAsync(path, Body(cleo) with { Username = hub.Site.OperatorEmail })).ExpectInvalid("username");
        (await cleo.Caller.PostAsync(path, new ConnectAccountRequest("nobody", "", "no base32!"))).ExpectInvalid("username", "password", "totpSecret");
        (await cleo.Caller.PostAsync(path + "?verify=perhaps", Body(cleo))).ExpectInvalid("verify");
        (await cleo.Caller.PostTextAsync(path, "{\"purpose\":\"automation\"}")).ExpectInvalid("purpose");
        Assert.Empty(await world.App.Get<AccountsTable>().ListOfHubAsync(hub.Id, HubWorld.Cancel));
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ConnectAsync(hub, cleo)));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        var account = Assert.Single(await world.App.Get<AccountsTable>().ListOfHubAsync(hub.Id, HubWorld.Cancel));
        Assert.Single(System.IO.Directory.GetFiles(world.App.SecretsDirectory, $"account-{account.Id}-*"));
        (await cleo.Caller.PostAsync("hubs", HubWorld.Wish(account.Id))).ExpectInvalid("automationAccountId");
    }

    [Fact]
    public async Task An_account_that_comes_while_the_hub_is_being_removed_is_taken_back_with_its_secret()
    {
        var (hub, dan) = await MemberOfAsync();
        world.Faults.WhenWritten = async row =>
        {
            if (!row.Contains(dan.Person.Email, StringComparison.Ordinal) || !row.Contains("CredentialsVersion", StringComparison.Ordinal)) return;
            world.Faults.WhenWritten = null;
            await world.Hubs.ChangeAsync(hub.Id, now => now with { State = HubState.Removing }, HubWorld.Cancel);
        };

        (await ConnectAsync(hub, dan)).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");

        Assert.Null(world.Faults.WhenWritten);
        Assert.Empty(await world.App.Get<AccountsTable>().ListOfHubAsync(hub.Id, HubWorld.Cancel));
        Assert.Empty(System.IO.Directory.GetFiles(world.App.SecretsDirectory, $"account-{OwnMembers.AccountIdOf(hub.Id, dan.Person.Id)}-*"));
    }

    private static ConnectAccountRequest Body(TestPerson person) => new(person.Person.Email, Password, null);

    private static Task<ApiAnswer> ConnectAsync(TestHub hub, TestPerson person, string query = "") => person.Caller.PostAsync($"hubs/{hub.Id}/accounts{query}", Body(person));

    private async Task<(TestHub Hub, TestPerson Person)> MemberOfAsync()
    {
        var person = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.ConnectAsync(new ScriptedSite { People = [ScriptedSite.Person(person.Person.Email)] });
        await hub.CheckAsync();
        return (hub, person);
    }

    private async Task<(TestHub Hub, TestPerson Person)> InvitedAsync(WorkspaceRole role)
    {
        var person = await world.PersonAsync(role);
        var hub = await world.ConnectAsync(new ScriptedSite { People = [ScriptedSite.Person(person.Person.Email, presence: Presence.Pending)] });
        await hub.CheckAsync();
        return (hub, person);
    }

    private static async Task<Member> MemberAsync(TestHub hub, TestPerson person) =>
        (await hub.MembersAsync()).Single(member => member.IsPresent && string.Equals(member.Facts.Email, person.Person.Email, StringComparison.OrdinalIgnoreCase));
}
