using Microsoft.Playwright;
using Seatkeeper.Simulators.Tests.Driving;

namespace Seatkeeper.Simulators.Tests.Reading;

public sealed class ConfirmedMembersPageTests(Site site)
{
    [Fact]
    public async Task Signing_in_with_password_and_code_leads_to_the_members()
    {
        using var world = site.NewWorld();
        await using var visitor = await site.VisitAsync(world);
        await visitor.SignInAsync();
        Assert.Equal($"{world.BaseUrl}/account/members/confirmed", visitor.Page.Url);
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Status)).ToHaveTextAsync("12 members, 14 of 15 seats used");
    }
}
