using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Notifying;
using Seatkeeper.Functions.Notifications;

namespace Seatkeeper.Functions.Tests.Notifications;

/// <summary>Where calls go, and where they never do.</summary>
public sealed class WebhookSenderTests(AzuriteServer azurite)
{
    private const string NotAllowed = "the host leads into a private network, which is not allowed";

    [Fact]
    public async Task A_name_is_looked_up_once_a_call_and_the_call_goes_to_the_very_address_that_was_found()
    {
        var asked = new ConcurrentQueue<string>();
        // No server of this machine's knows the name, so a second lookup by anybody else would find nothing.
        var lookup = new HostLookup((host, _) =>
        {
            asked.Enqueue(host);
            return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        });
        await using var world = await NotificationWorld.StartAsync(azurite, "hooks.seatkeeper.test", lookup);
        await world.TargetAsync(url: $"http://hooks.seatkeeper.test:{world.Receiver.Port}/a");
        asked.Clear();
        await world.EndedTaskAsync();
        await world.EndedTaskAsync();

        await world.RoundAsync();

        Assert.Equal(["hooks.seatkeeper.test", "hooks.seatkeeper.test"], asked);
        Assert.Equal(2, world.Receiver.Calls.Count);
        Assert.All(world.Receiver.Calls, call => Assert.Equal($"hooks.seatkeeper.test:{world.Receiver.Port}", call.Host));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("10.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("93.184.216.34", "127.0.0.1")]
    public async Task A_name_that_has_come_to_lead_into_a_private_network_is_not_called(params string[] later)
    {
        var found = new List<string> { "93.184.216.34" };
        var lookup = new HostLookup((_, _) => Task.FromResult(found.Select(IPAddress.Parse).ToArray()));
        await using var world = await NotificationWorld.StartAsync(azurite, privateHosts: "", lookup);
        var target = await world.TargetAsync(url: $"https://hooks.seatkeeper.test:{world.Receiver.Port}/a");
        (found[0], found) = (later[0], [.. later]);
        await world.EndedTaskAsync();

        await world.RoundAsync();

        Assert.Equal(NotAllowed, (await world.ShownAsync(target)).LastFailure);
        Assert.Empty(world.Receiver.Calls);
        Assert.DoesNotContain(later[0], (await world.App.Owner.GetAsync($"notification-targets/{target.Id}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_allowed_no_more_is_called_no_more()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        var target = await world.TargetAsync();
        world.App.Get<IOptions<NotificationOptions>>().Value.PrivateHosts = "";
        using var strict = new WebhookConnections(HostLookup.OfThisMachine, world.App.Get<IOptions<NotificationOptions>>());
        using var call = new HttpRequestMessage(HttpMethod.Post, target.Url);

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => strict.SendAsync(call, NotificationWorld.Cancel));

        Assert.Contains(nameof(ForbiddenHostException), failure.ToString(), StringComparison.Ordinal);
        Assert.Empty(world.Receiver.Calls);
    }

    [Fact]
    public async Task Redirects_are_not_followed_and_what_a_receiver_says_is_neither_kept_nor_read()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        await using var elsewhere = await Receiver.StartAsync();
        var target = await world.TargetAsync();
        world.Receiver.Next(StatusCodes.Status307TemporaryRedirect, "Location", elsewhere.Address);
        world.Receiver.Next(StatusCodes.Status400BadRequest, "Set-Cookie", "a=b");
        await world.EndedTaskAsync();

        await world.RoundAsync();
        Assert.Equal("answered 307, and redirects are not followed", (await world.ShownAsync(target)).LastFailure);
        await world.RoundsAsync(TimeSpan.FromMinutes(2), 1);
        await world.RoundsAsync(TimeSpan.FromMinutes(3), 1);

        world.Receiver.TalksWithoutEnd = true;
        Assert.True((await world.App.Owner.PostAsync($"notification-targets/{target.Id}/test", new { })).As<NotificationTestResponse>().Delivered);

        Assert.Equal(4, world.Receiver.Calls.Count);
        Assert.Empty(elsewhere.Calls);
        Assert.All(world.Receiver.Calls, call => Assert.False(call.Headers.ContainsKey("Cookie")));
        Assert.All(world.Receiver.Calls, call => Assert.False(call.Headers.ContainsKey("traceparent")));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_and_a_port_where_nobody_listens_are_failures()
    {
        using var own = NotificationWorld.OwnCertificate();
        await using var world = await NotificationWorld.StartAsync(azurite, certificate: own);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var untrusted = await world.TargetAsync();
        var silent = await world.TargetAsync(url: $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}/");

        Assert.Equal((false, null, "its TLS certificate was not accepted"), await TestAsync(untrusted));
        Assert.Equal((false, null, "it could not be reached"), await TestAsync(silent));
        Assert.Empty(world.Receiver.Calls);
        Assert.StartsWith("https://", untrusted.Url, StringComparison.Ordinal);

        async Task<(bool, int?, string?)> TestAsync(NotificationTargetResponse target)
        {
            var said = (await world.App.Owner.PostAsync($"notification-targets/{target.Id}/test", new { })).As<NotificationTestResponse>();
            return (said.Delivered, said.Status, said.Failure);
        }
    }

    [Fact]
    public void Settings_that_name_no_host_or_forget_too_early_are_refused()
    {
        var check = new NotificationOptionsCheck();

        Assert.True(check.Validate(null, new NotificationOptions()).Succeeded);
        Assert.True(check.Validate(null, new NotificationOptions { PrivateHosts = "hooks.corp, 10.0.0.1,[::1], ::1" }).Succeeded);
        Assert.Contains("http://x", check.Validate(null, new NotificationOptions { PrivateHosts = "http://x" }).FailureMessage, StringComparison.Ordinal);
        Assert.True(check.Validate(null, new NotificationOptions { CallsPerRun = 0 }).Failed);
        Assert.True(check.Validate(null, new NotificationOptions { GiveUpAfter = TimeSpan.Zero }).Failed);
        Assert.True(check.Validate(null, new NotificationOptions { Timeout = TimeSpan.FromMinutes(2) }).Failed);
        Assert.True(check.Validate(null, new NotificationOptions { KeepDelivered = TimeSpan.FromMinutes(1) }).Failed);
        Assert.Equal(5, NotificationEvents.Chosen.Count);
    }
}
