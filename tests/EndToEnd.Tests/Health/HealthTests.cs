using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Health;

public sealed class HealthTests(LocalParts parts)
{
    [Fact]
    public async Task Answers_anyone_that_it_is_up_and_ready()
    {
        await using var deployment = await Deployment.StartAsync(parts, "small");
        using var anyone = deployment.App.Client(key: null);

        foreach (var path in new[] { "health/live", "health/ready" })
        {
            using var answer = await anyone.Http.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, $"{path} was answered {(int)answer.StatusCode}");
        }
    }
}
