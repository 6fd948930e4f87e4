using System.Net;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Connecting;

/// <summary>Hubs of which one knows its workspace by its name alone, because the page map told no id when it was connected.</summary>
public sealed class WorkspacePinsTests(HubWorld world) : IClassFixture<HubWorld>
{
    private readonly string name = $"Acme {Guid.NewGuid():N}";

    private AppWorkspace WithId() => new($"w-{Guid.NewGuid():N}", name);

    private Task<TestHub> ConnectAsync(AppWorkspace workspace) => world.ConnectAsync(new ScriptedSite { Workspace = workspace });

    private static async Task<(HubState, FailureKind?, AppWorkspace?)> StandingAsync(TestHub hub)
    {
        var row = await hub.RowAsync();
        return (row.State, row.Trouble?.Kind, row.Workspace);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_second_hub_is_refused_where_one_knows_by_its_name_what_the_other_knows_by_its_id(bool isNameFirst)
    {
        var (byName, byId) = (AppWorkspace.OfName(name), WithId());

        var first = await ConnectAsync(isNameFirst ? byName : byId);
        var second = await ConnectAsync(isNameFirst ? byId : byName);

        Assert.Equal((HubState.NeedsAttention, FailureKind.WorkspaceAlreadyConnected, null), await StandingAsync(second));
        Assert.Equal((HubState.Connected, null, isNameFirst ? byName : byId), await StandingAsync(first));
    }

    [Fact]
    public async Task Names_that_only_their_spaces_tell_apart_are_one()
    {
        await ConnectAsync(AppWorkspace.OfName(name));

        var second = await ConnectAsync(WithId() with { Name = name.Replace(" ", "  ", StringComparison.Ordinal) });

        Assert.Equal((HubState.NeedsAttention, FailureKind.WorkspaceAlreadyConnected, null), await StandingAsync(second));
    }

    [Fact]
    public async Task Two_of_one_name_that_tell_their_ids_are_connected_and_a_refused_hub_is_in_nobodys_way()
    {
        var (one, other) = (WithId(), WithId());
        var first = await ConnectAsync(one);
        var refused = await ConnectAsync(AppWorkspace.OfName(name));

        var second = await ConnectAsync(other);

        Assert.Equal((HubState.NeedsAttention, FailureKind.WorkspaceAlreadyConnected, null), await StandingAsync(refused));
        Assert.Equal((HubState.Connected, null, one), await StandingAsync(first));
        Assert.Equal((HubState.Connected, null, other), await StandingAsync(second));
    }

    [Fact]
    public async Task Once_the_first_hub_is_told_its_id_another_of_that_name_is_connected()
    {
        var (one, other) = (WithId(), WithId());
        var first = await ConnectAsync(AppWorkspace.OfName(name));
        var second = await ConnectAsync(other);
        first.Site.Workspace = one;

        await AgainAsync(first);
        await AgainAsync(second);

        Assert.Equal((HubState.Connected, null, one), await StandingAsync(first));
        Assert.Equal((HubState.Connected, null, other), await StandingAsync(second));
    }

    [Fact]
    public async Task A_hub_that_knows_the_name_alone_is_connected_again_by_the_id_that_is_named_and_then_keeps_it()
    {
        var (byName, one) = (AppWorkspace.OfName(name), WithId());
        var hub = await ConnectAsync(byName);
        await AgainAsync(hub, "no-such-id");
        await AgainAsync(hub);
        Assert.Equal(new SignInWish(byName), hub.Site.Wish);
        hub.Site.Workspace = one;

        await AgainAsync(hub, one.Id);

        Assert.Equal(new SignInWish(byName, one.Id), hub.Site.Wish);
        Assert.Equal((HubState.Connected, null, one), await StandingAsync(hub));
        Assert.Equal("stageNotAllowed", (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/retry", new RetryHubRequest("another"))).Kind);
    }

    [Fact]
    public async Task One_that_was_renamed_in_the_app_is_known_by_its_new_name_from_the_next_check_on()
    {
        var one = WithId();
        var first = await ConnectAsync(one);
        first.Site.Workspace = one with { Name = $"{name} Labs" };
        Assert.Equal(AutomatedTaskStatus.Completed, (await first.CheckAsync()).Status);

        var second = await ConnectAsync(AppWorkspace.OfName($"{name} Labs"));

        Assert.Equal((HubState.NeedsAttention, FailureKind.WorkspaceAlreadyConnected, null), await StandingAsync(second));
        Assert.Equal((HubState.Connected, null, first.Site.Workspace), await StandingAsync(first));
    }

    [Fact]
    public async Task One_that_is_being_connected_at_the_same_moment_is_seen_by_its_pin()
    {
        await world.Hubs.PinWorkspaceAsync("ahrefs", WithId(), "other", HubWorld.Cancel);

        var second = await ConnectAsync(AppWorkspace.OfName(name));

        Assert.Equal((HubState.NeedsAttention, FailureKind.WorkspaceAlreadyConnected, null), await StandingAsync(second));
    }

    private static async Task AgainAsync(TestHub hub, string? workspace = null)
    {
        var task = (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/retry", new RetryHubRequest(workspace))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(task.Id)).Status);
    }
}
