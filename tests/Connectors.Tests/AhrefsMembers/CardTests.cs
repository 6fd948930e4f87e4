using System.Text.Json;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.Tests.Rig;

namespace Seatkeeper.Connectors.Tests.AhrefsMembers;

/// <summary>People who are no rows of a table: each card is read in one piece, and a name is never taken for anything else.</summary>
public sealed class CardTests(Site site)
{
    private const string Cards =
        """
        <li><div><h3>Access level: Owner</h3></div><p>one@corp.test</p><p>Access level: Member</p><button>More</button></li>
        <li><div><h3>one@corp.test</h3></div><p>two@corp.test</p><p>Access level: Admin</p><p>You</p></li>
        <li><h3>You</h3><p title="three.whole@corp.test">three.who…@corp…</p><p>Access level: Guest</p><ul><li>four@corp.test</li></ul></li>
        <li><p>Invite more people</p></li>
        """;

    [Fact]
    public async Task A_name_tells_no_role_no_address_and_not_whose_card_it_is_and_a_notice_is_nobody()
    {
        var look = await LookAsync(Cards.Replace("<ul><li>four@corp.test</li></ul>", "", StringComparison.Ordinal));

        Assert.Equal(
            ["one@corp.test|Access level: Owner|Member|False", "two@corp.test|one@corp.test|Admin|True", "three.whole@corp.test|You|Guest|False"],
            look.List?.Rows.Select(row => $"{row.Email}|{row.Name}|{row.Role}|{row.Self}"));
        Assert.Superset(new HashSet<string> { "email", "role" }, look.List?.Columns.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_card_with_two_addresses_is_somebody_unknown_and_a_card_without_a_role_lacks_the_field()
    {
        var look = await LookAsync(Cards + "<li><h3>Five</h3><p>five@corp.test</p></li>");

        Assert.Null(look.List?.Rows[2].Email);
        Assert.Equal(4, look.List?.Rows.Count);
        Assert.DoesNotContain("role", look.List?.Columns ?? []);
    }

    private async Task<PageLook> LookAsync(string cards)
    {
        // Whoever starts the one browser sets its rules for all: the port is the simulator's.
        var policy = new NavigationPolicy(new Uri($"http://nowhere.localhost:{site.Simulator.Listening.Port}"), []);
        await using var session = await site.Browser.OpenAsync($"cards-{Guid.NewGuid():N}", stored: null, policy, TestContext.Current.CancellationToken);
        var page = await session.OpenPageAsync();
        await page.SetContentAsync(
            $"""
            <html lang="en"><body><header><button>Workspace: Contoso</button></header><main><h1>Members</h1><output>3 members</output>
            <div role="tablist"><a href="#" role="tab" aria-selected="true">Confirmed 3</a></div><ul aria-label="Members">{cards}</ul></main></body></html>
            """);
        var request = new { page = "confirmed", texts = new[] { "members.headerCount" }, strict = true, waitMs = 5_000, contractMs = 1_000 };
        return PageLook.Parse(await page.EvaluateAsync<string>(PageScripts.Look, $$"""{"map":{{site.PageMaps.Current.Json}},"request":{{JsonSerializer.Serialize(request)}}}"""));
    }
}
