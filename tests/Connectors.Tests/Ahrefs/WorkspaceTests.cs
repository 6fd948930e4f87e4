using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.Tests.Ahrefs;

public sealed class WorkspaceTests(Site site)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_workspaces_and_none_named_is_a_persons_choice()
    {
        using var world = await World.CreateAsync(site, "twoWorkspaces");
        await world.BringSessionAsync();

        var failure = await Assert.ThrowsAsync<AppFailureException>(() => world.Connector().VerifyAsync(world.Run, workspace: null, Cancel));

        Assert.Equal(FailureKind.WorkspaceNotChosen, failure.Failure.Kind);
        Assert.Contains("'Contoso SEO'", failure.Failure.Detail, StringComparison.Ordinal);
        Assert.Contains("'Contoso-SEO'", failure.Failure.Detail, StringComparison.Ordinal);
        Assert.Equal(["Contoso SEO", "Contoso-SEO"], (failure.Failure.Choices ?? []).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Contoso SEO", "ws_01", AppRole.Admin)]
    [InlineData("Contoso-SEO", "ws_02", AppRole.Owner)]
    public async Task Names_that_differ_by_one_character_are_different_workspaces(string name, string id, AppRole role)
    {
        using var world = await World.CreateAsync(site, "twoWorkspaces");
        await world.BringSessionAsync();

        var connection = await world.Connector().VerifyAsync(world.Run, new SignInWish(Named: name), Cancel);

        Assert.Equal((new AppWorkspace(id, name), role), (connection.Workspace, connection.OperatorRole));
        await world.AssertNoViolationAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_name_that_several_have_says_nothing_of_which_is_meant_whichever_is_open(bool isPinned)
    {
        using var world = await World.CreateAsync(site, "twoWorkspaces");
        await world.BringSessionAsync();
        await world.PatchAsync("workspaces/ws_02", new { name = "Contoso SEO" });
        var wish = isPinned ? new SignInWish(AppWorkspace.OfName("Contoso SEO")) : new SignInWish(Named: "Contoso SEO");

        var failure = await Assert.ThrowsAsync<AppFailureException>(() => world.Connector().VerifyAsync(world.Run, wish, Cancel));

        Assert.Equal(FailureKind.WorkspaceNotChosen, failure.Failure.Kind);
        Assert.Equal(["Contoso SEO", "Contoso SEO"], failure.Failure.Choices);
        await world.AssertNoViolationAsync();
    }

    [Fact]
    public async Task Of_several_with_one_name_the_open_one_is_connected_where_its_id_is_named_and_no_other_is()
    {
        using var world = await World.CreateAsync(site, "twoWorkspaces");
        await world.BringSessionAsync();
        await world.PatchAsync("workspaces/ws_02", new { name = "Contoso SEO" });

        var connection = await world.Connector().VerifyAsync(world.Run, new SignInWish(Named: "ws_01"), Cancel);
        var failure = await Assert.ThrowsAsync<AppFailureException>(() => world.Connector().VerifyAsync(world.Run, new SignInWish(Named: "ws_02"), Cancel));

        Assert.Equal(new AppWorkspace("ws_01", "Contoso SEO"), connection.Workspace);
        Assert.Equal(FailureKind.WrongWorkspace, failure.Failure.Kind);
    }

    [Fact]
    public async Task Nobody_is_read_where_several_have_the_name_by_which_alone_the_pinned_one_is_known()
    {
        using var world = await World.CreateAsync(site, "twoWorkspaces");
        await world.BringSessionAsync();
        var pinned = AppWorkspace.OfName("Contoso SEO");
        var alone = await world.Connector().ReadMembersAsync(world.Run, pinned, Cancel);
        await world.PatchAsync("workspaces/ws_02", new { name = "Contoso SEO" });

        var failure = await Assert.ThrowsAsync<AppFailureException>(() => world.Connector().ReadMembersAsync(world.Run, pinned, Cancel));

        Assert.Equal(pinned, alone.Workspace);
        Assert.Equal(FailureKind.WorkspaceNotChosen, failure.Failure.Kind);
        Assert.Equal(["Contoso SEO", "Contoso SEO"], failure.Failure.Choices);
        await world.AssertNoViolationAsync();
    }

    [Theory]
    [InlineData("Contoso SEO", FailureKind.WorkspaceNotChosen)]
    [InlineData("Contoso-SEO", FailureKind.WrongWorkspace)]
    public async Task One_that_is_known_by_its_name_alone_is_told_from_others_by_the_id_that_is_named_and_is_no_other(string other, FailureKind kind)
    {
        using var world = await World.CreateAsync(site, "twoWorkspaces");
        await world.BringSessionAsync();
        await world.PatchAsync("workspaces/ws_02", new { name = other });
        var pinned = AppWorkspace.OfName("Contoso SEO");

        var connection = await world.Connector().VerifyAsync(world.Run, new SignInWish(pinned, "ws_01"), Cancel);
        var failure = await Assert.ThrowsAsync<AppFailureException>(() => world.Connector().VerifyAsync(world.Run, new SignInWish(pinned, "ws_02"), Cancel));

        Assert.Equal(new AppWorkspace("ws_01", "Contoso SEO"), connection.Workspace);
        Assert.True(kind == failure.Failure.Kind, $"{failure.Failure}");
    }

    [Theory]
    [InlineData("ws_01", "Contoso SEO")]
    [InlineData("ws_02", "Contoso-SEO")]
    public async Task One_that_is_known_by_its_id_is_opened_whichever_was_open(string id, string name)
    {
        using var world = await World.CreateAsync(site, "twoWorkspaces");
        await world.BringSessionAsync();

        Assert.Equal(id, (await world.Connector().VerifyAsync(world.Run, new SignInWish(new AppWorkspace(id, name)), Cancel)).Workspace.Id);
    }

    [Fact]
    public async Task One_that_was_renamed_is_known_by_its_id()
    {
        using var world = await World.CreateAsync(site);
        await world.BringSessionAsync();
        var before = new AppWorkspace("ws_01", "As it was named before");

        var connection = await world.Connector().VerifyAsync(world.Run, new SignInWish(before), Cancel);
        var snapshot = await world.Connector().ReadMembersAsync(world.Run, before, Cancel);

        Assert.Equal(new AppWorkspace("ws_01", "Contoso SEO"), connection.Workspace);
        Assert.Equal(connection.Workspace, snapshot.Workspace);
    }

    [Fact]
    public async Task A_workspace_that_is_not_there_is_never_guessed()
    {
        using var world = await World.CreateAsync(site, "twoWorkspaces");
        await world.BringSessionAsync();

        var failure = await Assert.ThrowsAsync<AppFailureException>(() => world.Connector().VerifyAsync(world.Run, new SignInWish(Named: "contoso seo"), Cancel));

        Assert.Equal(FailureKind.WrongWorkspace, failure.Failure.Kind);
    }
}
