using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Connectors.Tests.AhrefsChanges.ChangeWorld;

namespace Seatkeeper.Connectors.Tests.AhrefsChanges;

public sealed class RemoveMembersTests(Site site)
{
    [Theory]
    [InlineData("small", "full")]
    [InlineData("medium", "paged", Explicit = true)]
    [InlineData("medium", "loadMore", Explicit = true)]
    [InlineData("medium", "virtual")]
    public async Task Removes_and_changes_exactly_whom_it_is_told_to_however_the_list_is_shown(string set, string listMode)
    {
        using var world = await ChangeWorld.CreateAsync(site, set, new { listMode });
        var (first, second, changed) = (world.Somebody(AccessLevel.Member), world.Somebody(AccessLevel.Guest), world.Somebody(AccessLevel.Member, 4));
        await world.PermitAsync("remove", first);
        await world.PermitAsync("remove", second);
        await world.PermitAsync("changeRole", changed, "Admin");

        var end = await world.ChangeAsync(Wish(ChangeAction.Remove, first), Wish(ChangeAction.Remove, second), Wish(ChangeAction.ChangeRole, changed, AppRole.Admin));

        Assert.Equal(new ChangeBatchEnd(), end);
        Assert.All(world.Journal.Results.Values, result => Assert.Equal(ChangeStatus.Done, result.Status));
        await world.AssertEffectsAsync($"memberRemoved {first}", $"memberRemoved {second}", $"roleChanged {changed}");
        AssertPictured(world.Journal, first);
        AssertPictured(world.Journal, second);
        Assert.False(world.Journal.Before.ContainsKey(changed));
        Assert.Empty(world.Journal.After[changed]);
    }

    [Fact]
    public async Task Whoever_was_to_be_removed_when_the_site_asked_to_slow_down_is_removed_by_the_next_try()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var email = world.Somebody(AccessLevel.Member);
        await world.PermitAsync("remove", email);
        await world.FaultAsync("simRemoveMember", new { kind = "respond", status = 429, headers = new Dictionary<string, string> { ["Retry-After"] = "1" } });

        var end = await world.ChangeAsync(Wish(ChangeAction.Remove, email));

        Assert.Equal((FailureKind.RateLimited, FailureEffect.None), (end.StoppedBy?.Kind, end.StoppedBy?.Effect));
        Assert.Equal((ChangeStatus.Failed, true), (world.Journal.StatusOf(email), world.Journal.Results[email].MayComeLate));
        await world.AssertEffectsAsync();
        world.Journal.Results.Clear();
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

        Assert.Equal(new ChangeBatchEnd(), await world.ChangeAsync(Wish(ChangeAction.Remove, email, intended: true)));
        Assert.Equal(ChangeStatus.Done, world.Journal.StatusOf(email));
        await world.AssertEffectsAsync($"memberRemoved {email}");
    }

    [Fact]
    public async Task Whoever_is_the_last_Admin_stays_it_also_where_the_one_who_was_to_be_it_could_not_become_it()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var (admin, promoted) = (world.Somebody(AccessLevel.Admin), world.Somebody(AccessLevel.Member));
        await world.PermitAsync("changeRole", promoted, "Admin");
        await world.PermitAsync("changeRole", admin, "Member");
        await world.FaultAsync("simChangeRole", new { kind = "respond", status = 409, body = new[] { "Error", "Stale" } });

        var first = await world.ChangeAsync(Wish(ChangeAction.ChangeRole, promoted, AppRole.Admin), Wish(ChangeAction.ChangeRole, admin, AppRole.Member));

        Assert.Equal((FailureKind.ConcurrentChange, FailureKind.ProtectedMember), (world.Journal.KindOf(promoted), world.Journal.KindOf(admin)));
        Assert.Equal(new ChangeBatchEnd(), first);
        world.Journal.Results.Clear();

        Assert.Equal(new ChangeBatchEnd(), await world.ChangeAsync(Wish(ChangeAction.ChangeRole, promoted, AppRole.Admin, intended: true), Wish(ChangeAction.ChangeRole, admin, AppRole.Member)));
        await world.AssertEffectsAsync($"roleChanged {promoted}", $"roleChanged {admin}");
    }

    [Fact]
    public async Task What_is_only_invited_is_cancelled_and_said_so_and_what_is_in_both_lists_goes_from_both()
    {
        using var world = await ChangeWorld.CreateAsync(site, "medium", new { listMode = "full" });
        var (both, invited) = ("case.twin@corp.test", world.Invited(1));
        await world.PermitAsync("remove", both);
        await world.PermitAsync("cancelInvite", both);
        await world.PermitAsync("cancelInvite", invited);

        var end = await world.ChangeAsync(Wish(ChangeAction.Remove, both), Wish(ChangeAction.Remove, invited), Wish(ChangeAction.Remove, "nobody@corp.test"));

        Assert.Equal(new ChangeBatchEnd(), end);
        Assert.Contains("removed, and the invitation", world.Journal.Results[both].Sentence, StringComparison.Ordinal);
        Assert.Contains("invitation was cancelled", world.Journal.Results[invited].Sentence, StringComparison.Ordinal);
        Assert.Equal(ChangeStatus.NoChangeNeeded, world.Journal.StatusOf("nobody@corp.test"));
        Assert.Equal([both, both, invited], world.Journal.Intents);
        Assert.Equal(["Remove.after", "CancelInvitation.after"], world.Journal.After[both].Select(shown => shown.Step));
        Assert.Equal("CancelInvitation.before", world.Journal.Before[invited].Step);
        await world.AssertEffectsAsync($"memberRemoved {both}", "invitationCancelled Case.Twin@corp.test", $"invitationCancelled {invited}");
    }

    [Fact]
    public async Task The_owner_the_automation_and_unknown_people_are_refused_and_the_batch_goes_on()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var (owner, self, other) = ("olivia.owner@corp.test", world.World.Truth.OperatorEmail, world.Somebody(AccessLevel.Member));
        await world.PermitAsync("changeRole", other, "Guest");

        var end = await world.ChangeAsync(
            Wish(ChangeAction.Remove, owner.ToUpperInvariant()), Wish(ChangeAction.ChangeRole, self, AppRole.Member), Wish(ChangeAction.ChangeRole, "nobody@corp.test", AppRole.Admin),
            Wish(ChangeAction.ChangeRole, world.Somebody(AccessLevel.Member, 1), AppRole.Owner), Wish(ChangeAction.ChangeRole, world.Somebody(AccessLevel.Member, 2), AppRole.Member),
            Wish(ChangeAction.ChangeRole, other, AppRole.Guest));

        Assert.Equal(new ChangeBatchEnd(), end);
        Assert.Equal(FailureKind.ProtectedMember, world.Journal.KindOf(owner.ToUpperInvariant()));
        Assert.Equal(FailureKind.ProtectedMember, world.Journal.KindOf(self));
        Assert.Equal(FailureKind.MemberNotFound, world.Journal.KindOf("nobody@corp.test"));
        Assert.Equal(FailureKind.RoleNotAvailable, world.Journal.KindOf(world.Somebody(AccessLevel.Member, 1)));
        Assert.Equal(ChangeStatus.NoChangeNeeded, world.Journal.StatusOf(world.Somebody(AccessLevel.Member, 2)));
        Assert.Equal(ChangeStatus.Done, world.Journal.StatusOf(other));
        await world.AssertEffectsAsync($"roleChanged {other}");
    }

    [Fact]
    public async Task A_role_that_the_plan_does_not_offer_is_not_available_and_nothing_is_sent()
    {
        using var world = await ChangeWorld.CreateAsync(site, "standardFree");
        var target = world.Somebody(AccessLevel.Member);

        var end = await world.ChangeAsync(Wish(ChangeAction.ChangeRole, target, AppRole.Guest), Wish(ChangeAction.Invite, "new.one@corp.test", AppRole.Guest));

        Assert.Equal(new ChangeBatchEnd(), end);
        Assert.Equal(FailureKind.RoleNotAvailable, world.Journal.KindOf(target));
        Assert.Equal(FailureKind.RoleNotAvailable, world.Journal.KindOf("new.one@corp.test"));
        Assert.Empty(world.Journal.Intents);
        await world.AssertEffectsAsync();
    }

    [Theory]
    [InlineData("virtual")]
    [InlineData("paged")]
    public async Task A_page_that_is_drawn_anew_and_forgets_what_was_searched_for_is_asked_again(string listMode)
    {
        using var world = await ChangeWorld.CreateAsync(site, "medium", new { listMode });
        world.World.Browser.StepTimeout = TimeSpan.FromSeconds(10);
        await world.World.PutAsync("ui", new { searchForgets = 2 });
        var target = world.Somebody(AccessLevel.Member);
        await world.PermitAsync("remove", target);

        Assert.Equal(new ChangeBatchEnd(), await world.ChangeAsync(Wish(ChangeAction.Remove, target)));

        await world.AssertEffectsAsync($"memberRemoved {target}");
    }

    [Fact]
    public async Task Where_the_page_map_names_no_page_of_API_keys_only_those_are_removed_whose_keys_may_be_revoked()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var (kept, removed) = (world.Somebody(AccessLevel.Member), world.Somebody(AccessLevel.Member, 1));
        await world.PermitAsync("remove", removed);
        var blind = Maps.With(site.PageMaps.Current, root => root["paths"]?.AsObject().Remove("apiKeys"));

        var end = await world.ChangeAsync(blind, [Wish(ChangeAction.Remove, kept), Wish(ChangeAction.Remove, removed) with { Allow = [ChangeAllowance.ApiKeys] }]);

        Assert.Equal(new ChangeBatchEnd(), end);
        Assert.Equal(FailureKind.ProtectedMember, world.Journal.KindOf(kept));
        Assert.Contains("cannot be looked at", world.Journal.Results[kept].Failure?.Detail, StringComparison.Ordinal);
        Assert.Equal(ChangeStatus.Done, world.Journal.StatusOf(removed));
        await world.AssertEffectsAsync($"memberRemoved {removed}");
    }

    // The person's own row and the question before, no row of theirs after, and nobody else's row in words.
    private static void AssertPictured(ChangeJournal journal, string email)
    {
        var (before, after) = (journal.Before[email], Assert.Single(journal.After[email]));
        Assert.Equal(("Remove.before", "Remove.after"), (before.Step, after.Step));
        Assert.EndsWith("/account/members/confirmed", before.PageAddress, StringComparison.Ordinal);
        foreach (var told in new[] { $"row as it was read: {email}", "rows of the address: 1", $"cell \"{email}\"", "alertdialog \"Remove member?\"", "button \"Remove\"" })
            Assert.Contains(told, before.AccessibilityTree, StringComparison.Ordinal);
        Assert.Contains("rows of the address: 0", after.AccessibilityTree, StringComparison.Ordinal);
        Assert.DoesNotContain("olivia.owner", before.AccessibilityTree + after.AccessibilityTree, StringComparison.Ordinal);
        Assert.All([before, after], shown => Assert.Equal([0x89, .. "PNG"u8], (shown.Screenshot ?? []).Take(4)));
    }
}
