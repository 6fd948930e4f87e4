using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Directory;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Activity;

/// <summary>Callers who hang up when what they asked for is written and the activity does not tell of it yet.</summary>
public sealed class HungUpCallTests(HubWorld world) : IClassFixture<HubWorld>
{
    // Telling begins with a look at where the chain ends.
    private const string Telling = $"/{ActivityTable.Name}(";
    private const string LookingForKeys = $"/{ApiKeysTable.Name}()";

    [Theory]
    [InlineData(Telling)]
    [InlineData(LookingForKeys)]
    public async Task Who_left_has_no_key_any_more_and_that_is_told(string when)
    {
        var person = await world.PersonAsync(WorkspaceRole.User);

        await HangUpAsync(world.App.Owner.Key, nameof(DeleteUser), body: null, person.Person.Id, when);

        Assert.All((await world.App.Get<ApiKeysTable>().ListAsync(HubWorld.Cancel)).Where(key => key.HolderId == person.Person.Id), key => Assert.NotNull(key.RevokedAt));
        Assert.Equal(["apiKeyRevoked", "personLeft"], await EventsOfAsync(person.Person.Id));
    }

    private async Task<IEnumerable<string>> EventsOfAsync(string userId) =>
        (await world.App.Get<ActivityTable>().ReadAsync(new ActivityFilter(HubId: null, UserId: userId), HubWorld.Cancel).ToListAsync(HubWorld.Cancel))
            .Select(entry => entry.Entry.Event).Order(StringComparer.Ordinal);

    // The call goes through the app's gate as any other does; only who hangs up, and when, is not left to a network.
    private async Task HangUpAsync(string key, string function, object? body, string? id = null, string when = Telling)
    {
        using var caller = new CancellationTokenSource();
        await using var scope = world.App.Services.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider, RequestAborted = caller.Token };
        http.Request.Headers["X-Api-Key"] = key;
        http.Request.ContentType = "application/json";
        http.Request.Body = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Options));
        http.Request.RouteValues["id"] = id;
        var called = HttpFunction.OfTheApp().Single(found => found.Name == function);
        world.Faults.WhenAsked = async asked =>
        {
            if (asked.Contains(when, StringComparison.Ordinal))
                await caller.CancelAsync();
        };
        await world.App.Get<ApiGate>().PassAsync(http, called.Name, () => called.RunAsync(http));
        world.Faults.WhenAsked = null;
        Assert.True(caller.IsCancellationRequested, $"{function} was over before {when}.");
    }
}
