using System.Net;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Access;

public sealed class CallerResolverTests(AzuriteServer azurite)
{
    [Fact]
    public async Task Anybody_may_ask_whether_the_process_is_up()
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var nobody = app.Owner.With(null);

        (await nobody.GetAsync("health/live")).Expect(HttpStatusCode.OK);
    }
}
